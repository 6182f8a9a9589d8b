"""Programs that run in children, each by its path: they know pandas and MLflow, and nothing of Pitwall."""
