"""A Django app for real workers under test: a reader that kills its process where it is told."""
