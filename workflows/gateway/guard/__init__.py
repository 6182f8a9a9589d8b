"""MLflow's API for those who may: who calls, whether they may, and the way there and back."""
