"""YAML that somebody else wrote: read without what lets a few lines stand for a billion items."""

from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

# A model with a thousand columns takes a quarter of it.
LONGEST = 1 << 19
DEEPEST = 50
# libyaml's, where there is one: ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class TooMuch(yaml.YAMLError):
    """It has aliases, is too long or too deep; MLflow writes nothing of the kind."""


def load(text: str) -> Any:
    """What the text stands for. Raises yaml.YAMLError, TooMuch among them, and ValueError."""
    if len(text) > LONGEST:
        raise TooMuch
    deep = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, AliasEvent):
            raise TooMuch
        deep += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if deep > DEEPEST:
            raise TooMuch
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - a safe one
