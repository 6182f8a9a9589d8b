"""What the runner's host offers, as it last said: above all, whether models run in a sandbox."""

from django.core.cache import cache

_KEY = "workflows.host.sandbox"
UNKNOWN = {"level": "unknown", "reason": "The runner has not said yet what this host offers."}


def publish_sandbox(*, level: str, reason: str) -> None:
    """Keep what the runner found, for pages and gates in other processes."""
    cache.set(_KEY, {"level": level, "reason": reason}, timeout=None)


def sandbox() -> dict[str, str]:
    """`level` (bubblewrap, landlock, none or unknown) and the reason, as the runner found them."""
    return cache.get(_KEY) or dict(UNKNOWN)
