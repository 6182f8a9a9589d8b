"""The training scripts that a data scientist may have the runner run, by name."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment
from portal.settings.home import BASE_DIR

__all__ = ["TRAINING_SCRIPTS"]


def scripts(pairs: list[str]) -> dict[str, Path]:
    """`name=path` pairs as a mapping; raises ImproperlyConfigured for one that isn't such a pair."""
    found = {}
    for pair in pairs:
        name, sign, path = pair.partition("=")
        if not (name and sign and path):
            raise ImproperlyConfigured(
                f"PITWALL_TRAINING_SCRIPTS holds {pair!r}; write name=/path/to/script.py."
            )
        found[name] = Path(path)
    return found


TRAINING_SCRIPTS = {
    "late-arrivals": BASE_DIR / "portal/demo/training/late_arrivals.py",
    "digits": BASE_DIR / "portal/demo/training/digits.py",
    **scripts(environment.items("PITWALL_TRAINING_SCRIPTS", [])),
}
