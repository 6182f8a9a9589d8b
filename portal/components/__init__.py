"""What pages are made of: typed values, tags, words and formats."""
