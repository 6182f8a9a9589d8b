"""Metrics as pages write them: names, figures, objectives."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from portal.components.formats import measure
from projects.metrics import LOWER, METRICS
from projects.words import Direction

SIGNS = {Direction.AT_LEAST: "≥", Direction.AT_MOST: "≤"}
# What is small in a good model, whatever else its name says.
SMALL = frozenset(
    {"loss", "logloss", "error", "err", "latency", "seconds", "duration", "time", "perplexity"}
)
_BY_LENGTH = sorted(METRICS, key=len, reverse=True)


def label(metric: str, segment: str = "") -> str:
    """“ROC AUC”, or “ROC AUC, origin=EWR” for a part of the rows."""
    known = METRICS.get(metric)
    name = known.word if known else metric
    name = name[:1].upper() + name[1:]
    return f"{name}, {segment}" if segment else name


def decimal(text: object) -> Decimal | None:
    """A stored figure; None for what is missing or no number."""
    if text is None:
        return None
    try:
        value = Decimal(str(text))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def needs(objective: Mapping[str, str]) -> str:
    """“≥ 0.90” for an objective in facts or verdicts."""
    threshold = decimal(objective["threshold"])
    return f"{SIGNS[Direction(objective['direction'])]} {plain(threshold)}"


def plain(value: Decimal | None) -> str:
    """A threshold with two places at least and no more than it was written with."""
    return measure(value, _places(value)) if value is not None else measure(None)


def written(text: object) -> Decimal | None:
    """A threshold as a number with the places that `plain` writes."""
    value = decimal(text)
    return None if value is None else value.quantize(Decimal(1).scaleb(-_places(value)))


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(2, -exponent if isinstance(exponent, int) else 0)


def higher_is_better(metric: str) -> bool:
    return better(metric) != LOWER


def better(metric: str) -> str:
    """Which way is better, “higher” or “lower”; nothing for a metric of which nobody can tell.

    A run may call its metrics as it likes: what is known within a name counts (`val_roc_auc`), the
    longest first, then the words that everybody uses for what should be small.
    """
    if known := METRICS.get(metric):
        return known.better
    words = re.findall(r"[a-z0-9]+", metric.lower())
    plain = f"_{'_'.join(words)}_"
    for name in _BY_LENGTH:
        if f"_{name}_" in plain:
            return METRICS[name].better
    return LOWER if SMALL & set(words) else ""
