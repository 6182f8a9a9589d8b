"""Tag libraries by the names that templates know."""
