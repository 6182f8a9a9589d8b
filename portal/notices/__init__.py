"""Who is told of what, in which words, and how it leaves the house."""
