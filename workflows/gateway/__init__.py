"""The gateway: `/score/<use case>/` before the version in service, and MLflow's API behind it."""
