"""What a call to MLflow names, read as MLflow's handlers read it; no database."""
