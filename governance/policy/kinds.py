"""The kinds of value that a setting may have: how each is read, and which way is stricter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from yaml.nodes import Node, ScalarNode, SequenceNode

from governance.policy.problems import Problems
from governance.policy.texts import closest, listed, quoted
from governance.saying import gettext as _

LOWER: Final = "lower"
HIGHER: Final = "higher"
FREE: Final = "free"

WHOLE: Final = re.compile(r"[+-]?[0-9]{1,12}")
DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True)
class Kind:
    """One kind of value. `read` gives None for what it has reported as a problem."""

    def read(self, node: Node, problems: Problems) -> Any:
        raise NotImplementedError

    def weaker(self, old: Any, new: Any) -> str:
        """What an extension would have to say instead of `new`; empty where `new` is as strict."""
        return ""


@dataclass(frozen=True)
class Text(Kind):
    """Text for people."""

    longest: int = 2000

    def read(self, node: Node, problems: Problems) -> str | None:
        if not isinstance(node, ScalarNode) or not node.value.strip():
            problems.add(node, _("Text is wanted here."), _("Write some."))
            return None
        if len(node.value) > self.longest:
            problems.add(
                node,
                _("This text has %(node)s characters.") % {"node": len(node.value)},
                _("Shorten it to %(longest)s.") % {"longest": self.longest},
            )
            return None
        return str(node.value).strip()


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words; where `ordered`, a later one is stricter."""

    options: tuple[str, ...]
    ordered: bool = False

    def read(self, node: Node, problems: Problems) -> str | None:
        return word(node, self.options, problems)

    def weaker(self, old: Any, new: Any) -> str:
        if not self.ordered or self.options.index(new) >= self.options.index(old):
            return ""
        return (_("Keep %(old)s") % {"old": old}) + (_(" or leave the line out.") if old else ".")


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no; `strict` is the stricter of the two, None where neither is."""

    strict: bool | None = None

    def read(self, node: Node, problems: Problems) -> bool | None:
        if isinstance(node, ScalarNode) and node.style is None and node.value in ("true", "false"):
            return bool(node.value == "true")
        problems.add(
            node,
            _("%(node)s is neither true nor false.") % {"node": quoted(node)},
            _("Write true or false."),
        )
        return None

    def weaker(self, old: Any, new: Any) -> str:
        return (
            _("Keep %(old)s.") % {"old": str(old).lower()}
            if self.strict is old and new is not old
            else ""
        )


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number between two ends."""

    lowest: int
    highest: int
    strict: str = FREE

    def read(self, node: Node, problems: Problems) -> int | None:
        if not isinstance(node, ScalarNode) or not WHOLE.fullmatch(node.value):
            problems.add(
                node, _("%(node)s isn't a whole number.") % {"node": quoted(node)}, self._remedy
            )
            return None
        value = int(node.value)
        if not self.lowest <= value <= self.highest:
            problems.add(node, _("%(value)s is out of range.") % {"value": value}, self._remedy)
            return None
        return value

    def weaker(self, old: Any, new: Any) -> str:
        return _past(old, new, self.strict)

    @property
    def _remedy(self) -> str:
        return _("Write a whole number from %(lowest)s to %(highest)s.") % {
            "lowest": self.lowest,
            "highest": self.highest,
        }


@dataclass(frozen=True)
class Number(Kind):
    """A decimal between two ends, kept as Decimal."""

    lowest: Decimal
    highest: Decimal
    strict: str = FREE

    def read(self, node: Node, problems: Problems) -> Decimal | None:
        if not isinstance(node, ScalarNode) or not DECIMAL.fullmatch(node.value):
            problems.add(node, _("%(node)s isn't a number.") % {"node": quoted(node)}, self._remedy)
            return None
        value = Decimal(node.value)
        if not self.lowest <= value <= self.highest:
            problems.add(node, _("%(value)s is out of range.") % {"value": value}, self._remedy)
            return None
        return value

    def weaker(self, old: Any, new: Any) -> str:
        return _past(old, new, self.strict)

    @property
    def _remedy(self) -> str:
        return _("Write a number from %(lowest)s to %(highest)s, such as 0.05.") % {
            "lowest": self.lowest,
            "highest": self.highest,
        }


@dataclass(frozen=True)
class Words(Kind):
    """A list of words without repeats. An extension may only leave some of them out.

    Without `options` any name is taken; where `empty_is_any`, an empty list is the widest.
    """

    options: tuple[str, ...] = ()
    empty_is_any: bool = False

    def read(self, node: Node, problems: Problems) -> tuple[str, ...] | None:
        if not isinstance(node, SequenceNode):
            problems.add(node, _("A list is wanted here."), _("Write it as [one, two]."))
            return None
        found = [self._one(one, problems) for one in node.value]
        if None in found:
            return None
        for one, value in zip(node.value, found, strict=True):
            if found.count(value) > 1:
                problems.add(
                    one, _("“%(value)s” stands here twice.") % {"value": value}, _("Name it once.")
                )
                return None
        return tuple(str(value) for value in found)

    def _one(self, node: Node, problems: Problems) -> str | None:
        if self.options:
            return word(node, self.options, problems)
        if isinstance(node, ScalarNode) and NAME.fullmatch(node.value):
            return str(node.value)
        problems.add(
            node,
            _("%(node)s isn't a name.") % {"node": quoted(node)},
            _("Use letters, digits, dots, hyphens and _."),
        )
        return None

    def weaker(self, old: Any, new: Any) -> str:
        if self.empty_is_any and not old:
            return ""
        if self.empty_is_any and not new:
            return _("Name some of %(old)s.") % {"old": listed(old)}
        extra = [one for one in new if one not in old]
        return _("Leave %(extra)s out.") % {"extra": listed(extra, "and")} if extra else ""


def word(node: Node, options: Sequence[str], problems: Problems) -> str | None:
    """One of `options`, or a problem that says which are there and which is meant, perhaps."""
    if isinstance(node, ScalarNode) and node.value in options:
        return str(node.value)
    problems.add(
        node, _("%(node)s isn't known here.") % {"node": quoted(node)}, closest(node, options)
    )
    return None


def _past(old: Any, new: Any, strict: str) -> str:
    if strict == LOWER and new > old:
        return _("Write %(old)s or less.") % {"old": old}
    if strict == HIGHER and new < old:
        return _("Write %(old)s or more.") % {"old": old}
    return ""
