"""`@remembered` marks a method that does the same whenever it is done from the same state."""

from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from tests.remembering import files, likeness, rows
from tests.remembering.memory import Outcome, memory


def remembered(act: Callable) -> Callable:
    """A method whose class says `remembers`: the attributes that belong to the test, not to it.

    A class that inherits from such a one walks, unless it says so itself, because its acts may
    look at what happens on the way.
    """

    known = signature(act)

    @wraps(act)
    def once(self, *args: Any, **given: Any) -> Any:
        said = known.bind(self, *args, **given)
        said.apply_defaults()
        place = _leads_to(act, self, {**said.arguments, "self": _own(self)})
        if place is None:
            return act(self, *args, **given)
        if place not in memory.outcomes:
            return _walk(act, self, args, given, place)
        return _repeat(self, memory.outcomes[place])

    return once


def _leads_to(act: Callable, self: Any, said: dict[str, Any]) -> str | None:
    """The place that the act leads to from here; None if that can't be told."""
    if "remembers" not in vars(type(self)) or not memory.knows_the_place or _patched(self):
        return None
    try:
        return memory.after(likeness.text([act.__qualname__, said]))
    except likeness.Unlike:
        return None


def _patched(self: Any) -> bool:
    """Whether the test has put something of its own in the place of Pitwall's parts."""
    patches = getattr(self, "_monkeypatch", None)
    if patches is None:
        return False
    others = patches._setitem or patches._cwd is not None or patches._savesyspath is not None
    return bool(others) or any((one, name) not in self.patches for one, name, _ in patches._setattr)


def _own(self: Any) -> dict[str, Any]:
    return {name: one for name, one in sorted(vars(self).items()) if name not in self.remembers}


def _walk(act: Callable, self: Any, args: tuple, given: dict, place: str) -> Any:
    home = Path(settings.PITWALL_HOME)
    before, had = memory.contents(), files.seen(home)
    waiting = len(connection.run_on_commit)
    answer = act(self, *args, **given)
    memory.place = place
    kept = files.changes(home, had)
    if kept is None:
        memory.forget_place()
        return answer
    attributes, kept_answer = _copied(self, _own(self), answer)
    memory.outcomes[place] = Outcome(
        place,
        rows.changes(before, memory.contents()),
        kept,
        attributes,
        kept_answer,
        [(function, robust) for _, function, robust in connection.run_on_commit[waiting:]],
    )
    return answer


def _repeat(self: Any, outcome: Outcome) -> Any:
    rows.apply(outcome.statements)
    files.apply(Path(settings.PITWALL_HOME), outcome.kept)
    for function, robust in outcome.on_commit:
        transaction.on_commit(function, robust=robust)
    attributes, answer = _copied(self, outcome.attributes, outcome.answer)
    vars(self).update(attributes)
    if hasattr(self, "repeated"):
        self.repeated()
    memory.place = outcome.place
    return answer


def _copied(self: Any, attributes: dict[str, Any], answer: Any) -> tuple[dict[str, Any], Any]:
    """Copies that are the copier's own, of one piece: what was one object stays one."""
    shared = {id(one): one for name, one in vars(self).items() if name in self.remembers}
    return deepcopy((attributes, answer), shared)
