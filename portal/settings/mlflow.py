"""Where MLflow answers: in the gateway's own process, or on a server that somebody else runs."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment
from portal.settings.home import PORT

__all__ = [
    "GATEWAY_PORT",
    "GATEWAY_URL",
    "MLFLOW_ARTIFACTS_DESTINATIONS",
    "MLFLOW_ARTIFACTS_PLACE",
    "MLFLOW_IS_EXTERNAL",
    "MLFLOW_TIMEOUT",
    "MLFLOW_URL",
]

GATEWAY_PORT = environment.integer("PITWALL_GATEWAY_PORT", PORT + 1)

# A server that isn't Pitwall's: there Pitwall can see what was done, and can't prevent it.
_external = environment.text("MLFLOW_TRACKING_URI")
MLFLOW_IS_EXTERNAL = bool(_external)

# What Pitwall's own parts talk to, and what its users' clients and applications are told.
MLFLOW_URL = _external or environment.text("PITWALL_MLFLOW_URL", f"http://127.0.0.1:{GATEWAY_PORT}")
GATEWAY_URL = environment.text("PITWALL_GATEWAY_URL", f"http://127.0.0.1:{GATEWAY_PORT}")


def _by_place(items: list[str]) -> dict[str, str]:
    """code=address pairs as a mapping; raises ImproperlyConfigured for what is none."""
    found = {}
    for item in items:
        code, equals, address = item.partition("=")
        if not (code.strip() and equals and address.strip()):
            raise ImproperlyConfigured(
                f"MLFLOW_ARTIFACTS_DESTINATIONS has {item!r}; write a place's code=address."
            )
        found[code.strip()] = address.strip()
    return found


# Stores of artifacts beside the default one, by the code of the place where each lies, and the code
# of the place where the default one lies (or all of somebody else's server's).
MLFLOW_ARTIFACTS_DESTINATIONS = _by_place(environment.items("MLFLOW_ARTIFACTS_DESTINATIONS", []))
MLFLOW_ARTIFACTS_PLACE = environment.text("MLFLOW_ARTIFACTS_PLACE")

# Seconds that a request of a person may wait on MLflow.
MLFLOW_TIMEOUT = 2
