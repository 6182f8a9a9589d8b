"""What Pitwall costs, measured against what it stands before."""
