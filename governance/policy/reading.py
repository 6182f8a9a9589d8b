"""From text to YAML nodes: guarded against what would eat the machine, every fault with its line."""

import unicodedata
from typing import Final

import yaml
from yaml.error import Mark, MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    NodeEvent,
    ScalarEvent,
)
from yaml.nodes import Node

from governance.policy.problems import PolicyError, Problem, Problems
from governance.saying import gettext as _

LONGEST: Final = 64 * 1024
DEEPEST: Final = 8
MOST_NODES: Final = 5000


def nodes(source: str) -> Node:
    """The root node of a policy's text; raises PolicyError with every line that can't be taken."""
    _must_be_readable(source)
    problems = Problems()
    try:
        _scan(source, problems)
        problems.raise_if_any()
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except MarkedYAMLError as fault:
        raise PolicyError([_syntax(fault)]) from None
    if root is None:
        raise PolicyError([Problem(1, 1, _("The text is empty."), _("Write a policy."))])
    return root


def _must_be_readable(source: str) -> None:
    if len(source) > LONGEST:
        raise PolicyError(
            [
                Problem(
                    1,
                    1,
                    _("The text has %(source)s characters.") % {"source": len(source)},
                    _("Shorten it to %(longest)s; `extends:` saves repeating another policy.")
                    % {"longest": LONGEST},
                )
            ]
        )
    faults = [
        Problem(number, column, _named(character), _("Take it out."))
        for number, line in enumerate(source.split("\n"), start=1)
        for column, character in enumerate(line, start=1)
        if _forbidden(character)
    ]
    if faults:
        raise PolicyError(faults)


def _forbidden(character: str) -> bool:
    """Control characters, halves of characters and what YAML itself doesn't let stand."""
    if character in "\t\r":
        return False
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\ufeff\ufffe\uffff"


def _named(character: str) -> str:
    if character == "\x00":
        return _("Here stands a NUL character.")
    if unicodedata.category(character) == "Cs":
        return _("Here stands half of a character (a lone surrogate).")
    return _("Here stands a character that can't be shown (U+%(character)s).") % {
        "character": f"{ord(character):04X}"
    }


def _scan(source: str, problems: Problems) -> None:
    """Look at the events one by one, before anything is built from them."""
    depth = count = documents = 0
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        documents += isinstance(event, DocumentStartEvent)
        count += isinstance(event, NodeEvent)
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        _refuse_tricks(event, problems)
        if depth > DEEPEST:
            problems.add(
                event, _("Nested deeper than %(deepest)s.") % {"deepest": DEEPEST}, _("Flatten it.")
            )
            break
        if count > MOST_NODES:
            problems.add(
                event,
                _("More than %(most_nodes)s values.") % {"most_nodes": MOST_NODES},
                _("Split it with `extends:`."),
            )
            break
        if documents > 1:
            problems.add(event, _("A second document begins."), _("Take out this `---`."))
            break


def _refuse_tricks(event: Event, problems: Problems) -> None:
    if isinstance(event, AliasEvent):
        problems.add(event, _("Here stands an alias (*)."), _("Write out what it repeats."))
    elif isinstance(event, (ScalarEvent, CollectionStartEvent)):
        if event.anchor:
            problems.add(
                event,
                _("Here stands an anchor (&%(anchor)s).") % {"anchor": event.anchor},
                _("Take it out."),
            )
        if event.tag:
            problems.add(
                event, _("Here stands a tag (%(tag)s).") % {"tag": event.tag}, _("Take it out.")
            )


def _syntax(fault: MarkedYAMLError) -> Problem:
    """YAML's own complaint, with the line at which it gave up."""
    mark: Mark | None = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = fault.problem or fault.context or _("it can't be read")
    return Problem(
        line,
        column,
        _("This isn't YAML: %(what)s.") % {"what": what},
        _("Look at this line and the one before: indents, colons, quotes and brackets."),
    )
