"""MLflow's own server inside this process."""
