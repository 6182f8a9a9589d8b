"""A Django app for real workers under test: it kills them between MLflow's answer and our commit."""
