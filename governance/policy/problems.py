"""What is wrong with a policy's text: where, what, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from yaml.events import Event
from yaml.nodes import Node


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong, at a line and column that count from 1."""

    line: int
    column: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message} {self.remedy}".rstrip()


class PolicyError(Exception):
    """The text is no policy; `problems` holds everything wrong with it, in the text's order."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class Problems:
    """Collects what is wrong while a text is read, so that all of it is said at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, where: Node | Event, message: str, remedy: str) -> None:
        """Note a problem where a node or an event begins; YAML counts lines from 0."""
        mark = where.start_mark
        assert mark is not None  # noqa: S101 - for the types: what was read has its marks
        self.found.append(Problem(mark.line + 1, mark.column + 1, message, remedy))

    def at(self, node: Node) -> bool:
        """Whether something is noted at a node already."""
        mark = node.start_mark
        return any((one.line, one.column) == (mark.line + 1, mark.column + 1) for one in self.found)

    def raise_if_any(self) -> None:
        if self.found:
            raise PolicyError(self.found)
