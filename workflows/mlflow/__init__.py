"""All that knows MLflow, apart from child processes and training scripts."""
