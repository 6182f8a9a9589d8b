"""Every public method of MlflowClient, called in turn on whatever server the environment names.

Run as `python -m tests.workflows.mlflow.same <file>`: it imports MLflow, which no test process does.
"""
