"""The objects that a call to MLflow names, and what else it is judged by."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.gateway.asked import fields
from workflows.gateway.asked.fields import Body

OURS = "pitwall."

# Objects by their kind.
Named = dict[str, frozenset[str]]
# What the path of a route holds, by name.
Values = Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """The objects that a call alters, by kind, and what else decides whether it may.

    `tags` are names that a tag, metric or parameter is given, `models` logged models that have to be
    of this workspace, `runs` runs that have to be, which MLflow doesn't look at, and `location` a place
    that isn't the client's to choose.
    """

    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    models: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    model: str = ""
    version: str = ""
    alias: str = ""
    stage: str = ""
    location: str = ""

    @property
    def ours(self) -> str:
        """The first name that only Pitwall writes, or nothing."""
        return next((tag for tag in self.tags if _seen(tag).startswith(OURS)), "")


def _seen(name: str) -> str:
    """A name as people see it: letters that look alike are one, those that nobody sees are none."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
        name = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cf", "Mn"})
    return name.strip().casefold()


def tags(body: Body) -> tuple[str, ...]:
    """The keys of all tags in the call: of those listed, and of one by itself."""
    return (*fields.keys(body), *fields.texts(body, "key"))
