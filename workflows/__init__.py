"""Motion: the loop, MLflow, evaluation, releases, monitoring, retraining."""
