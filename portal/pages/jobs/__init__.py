"""Long work of a use case: how far it is, what it prints, how it ended, and how to stop it."""
