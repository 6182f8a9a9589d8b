"""The parts that sentences on changed content are made of: steps, names of keys, plain fields.

Pure: what a digest or a key stands for is looked up by the caller.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy

from portal.components.formats import short_hash
from portal.pages.gate import content_text
from projects.words import Classification, Residency, Task, Tier

Content = Mapping[str, Any]
NOTHING = ""


@dataclass(frozen=True)
class Step:
    """One thing that is otherwise now; `before` is empty for what is new, `after` for what went."""

    what: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True)
class Names:
    """What keys and digests are called; what isn't named is shown as it stands."""

    datasets: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)

    def dataset(self, digest: str) -> str:
        return self.datasets.get(digest) or short_hash(digest or "")


LABELS = {
    "need": gettext_lazy("The need"),
    "prediction_target": gettext_lazy("What is predicted"),
    "task": gettext_lazy("Kind of prediction"),
    "constraints": gettext_lazy("Constraints"),
    "classification": gettext_lazy("Classification of the data"),
    "residency": gettext_lazy("Where the work may be"),
    "tier": gettext_lazy("Risk tier"),
    "label_definition": gettext_lazy("Definition of the label"),
    "target_column": gettext_lazy("Target column"),
    "positive_label": gettext_lazy("Positive label"),
    "key_column": gettext_lazy("Key column"),
    "split_rule": gettext_lazy("Split rule"),
    "cpu_cores": gettext_lazy("Processor cores"),
    "memory_gib": gettext_lazy("Memory in GiB"),
    "accelerators": gettext_lazy("Accelerators"),
    "accelerator_kind": gettext_lazy("Kind of accelerator"),
    "service_level": gettext_lazy("Service level"),
    "interpreter": gettext_lazy("Interpreter"),
    "requests_per_second": gettext_lazy("Requests a second"),
    "operational_source": gettext_lazy("Operational source"),
    "alias": gettext_lazy("Alias"),
}
WORDS: Mapping[str, Mapping[str, Any]] = {
    "task": dict(Task.choices),
    "classification": dict(Classification.choices),
    "residency": dict(Residency.choices),
    "tier": dict(Tier.choices),
}


def items(
    old: Mapping[str, str], new: Mapping[str, str], name: Callable[[str], str]
) -> Iterator[Step]:
    """Named things that came, went or are otherwise, in the order of the new."""
    for key in {**new, **old}:
        first, second = old.get(key, NOTHING), new.get(key, NOTHING)
        if first != second:
            yield Step(name(key), first, second)


def plain_fields(
    old: Content, new: Content, *, skip: Collection[str], note: str = ""
) -> Iterator[Step]:
    """Fields that are one value each, those with words of their own in these."""
    for key in {**new, **old}:
        if key in skip or old.get(key) == new.get(key):
            continue
        label = LABELS.get(key) or content_text.words(key).capitalize()
        yield Step(str(label), _value(key, old.get(key)), _value(key, new.get(key)), note)


def _value(key: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    said = WORDS.get(key, {}).get(value)
    return str(said) if said else content_text.text(value)
