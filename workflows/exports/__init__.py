"""The archive of a use case: which rows, how they are written, and what is said of them."""
