"""Where the MLflow server and the gateway before it answer."""

from portal.settings import environment
from portal.settings.home import PORT

__all__ = ["GATEWAY_PORT", "GATEWAY_URL", "MLFLOW_PORT", "MLFLOW_TIMEOUT", "MLFLOW_URL"]

GATEWAY_PORT = environment.integer("PITWALL_GATEWAY_PORT", PORT + 1)
MLFLOW_PORT = environment.integer("PITWALL_MLFLOW_PORT", PORT + 2)

# What Pitwall itself talks to, and what its users' clients and applications are told.
MLFLOW_URL = environment.text("MLFLOW_TRACKING_URI", f"http://127.0.0.1:{MLFLOW_PORT}")
GATEWAY_URL = environment.text("PITWALL_GATEWAY_URL", f"http://127.0.0.1:{GATEWAY_PORT}")

# Seconds that a request of a person may wait on MLflow.
MLFLOW_TIMEOUT = 2
