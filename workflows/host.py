"""What the runner's host offers, as it last said: above all, whether models run in a sandbox."""

from django.core.cache import cache
from django.utils.translation import gettext_lazy

_KEY = "workflows.host.sandbox"
# The runner says it every ten minutes; the word of one that is gone isn't believed for ever.
_BELIEVED_SECONDS = 1800
UNKNOWN = {
    "level": "unknown",
    "reason": gettext_lazy("The runner has not said yet what this host offers."),
}


def publish_sandbox(*, level: str, reason: str) -> None:
    """Keep what the runner found, for pages and gates in other processes."""
    cache.set(_KEY, {"level": level, "reason": reason}, timeout=_BELIEVED_SECONDS)


def sandbox() -> dict[str, str]:
    """`level` (bubblewrap, landlock, none or unknown) and the reason, as the runner found them."""
    return cache.get(_KEY) or {name: str(said) for name, said in UNKNOWN.items()}
