"""What is there before somebody sits down at a browser: databases, processes, people who can sign in."""
