"""A mapping of the text, read key by key: what is left over was never known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from governance.policy.kinds import Kind
from governance.policy.problems import Problems
from governance.policy.texts import closest, quoted
from governance.saying import gettext as _


@dataclass(frozen=True)
class Found:
    """A value and where it stands."""

    value: Any
    node: Node


class Section:
    """One mapping. Ask for each key that may stand in it, then `finish()`."""

    def __init__(self, node: Node, problems: Problems, what: str):
        self.node, self.problems, self.what = node, problems, what
        self._known: dict[str, None] = {}
        self._nodes = self._entries(node)

    def _entries(self, node: Node) -> dict[str, tuple[Node, Node]]:
        if not isinstance(node, MappingNode):
            self.problems.add(
                node,
                _("%(what)s is a group of settings.") % {"what": self.what},
                _("Write one `name: value` a line."),
            )
            return {}
        entries: dict[str, tuple[Node, Node]] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self.problems.add(key, _("A name is wanted before the colon."), _("Write a name."))
            elif key.value in entries:
                line = entries[key.value][0].start_mark.line + 1
                self.problems.add(
                    key,
                    _("“%(key)s” stands here twice.") % {"key": key.value},
                    _("Keep this one or line %(line)s.") % {"line": line},
                )
            else:
                entries[key.value] = (key, value)
        return entries

    @property
    def is_empty(self) -> bool:
        return not self._nodes

    def get(self, key: str) -> Node | None:
        """The node under a key, if it stands there."""
        self._known[key] = None
        return self._nodes[key][1] if key in self._nodes else None

    def read(self, key: str, kind: Kind) -> Found | None:
        """The value under a key; None where it isn't there or was reported."""
        node = self.get(key)
        if node is None:
            return None
        value = kind.read(node, self.problems)
        return None if value is None else Found(value, node)

    def read_all(self, kinds: Mapping[str, Kind]) -> dict[str, Found]:
        """What stands there of several settings, by name."""
        found = {key: self.read(key, kind) for key, kind in kinds.items()}
        return {key: value for key, value in found.items() if value is not None}

    def need(self, key: str, kind: Kind, remedy: str) -> Found | None:
        """Like `read`, but its absence is a problem."""
        if key not in self._nodes and isinstance(self.node, MappingNode):
            self.problems.add(
                self.node, _("%(what)s has no `%(key)s`.") % {"what": self.what, "key": key}, remedy
            )
        return self.read(key, kind)

    def sub(self, key: str, what: str) -> "Section | None":
        """The group of settings under a key."""
        node = self.get(key)
        return None if node is None else Section(node, self.problems, what)

    def each(self, key: str) -> list[Node]:
        """The nodes of the list under a key."""
        node = self.get(key)
        if node is None:
            return []
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.problems.add(
            node,
            _("`%(key)s` is a list.") % {"key": key},
            _("Begin each line of it with a hyphen."),
        )
        return []

    def names(self, options: Iterable[str]) -> dict[str, Node]:
        """The nodes under keys that are themselves names, such as those of stages."""
        found = {key: self.get(key) for key in options}
        return {key: node for key, node in found.items() if node is not None}

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for name, (key, _node) in self._nodes.items():
            if name not in self._known:
                self.problems.add(
                    key,
                    _("%(key)s isn't a setting of %(whose)s.")
                    % {"key": quoted(key), "whose": self._whose},
                    closest(key, list(self._known)),
                )

    @property
    def _whose(self) -> str:
        return self.what[:1].lower() + self.what[1:]
