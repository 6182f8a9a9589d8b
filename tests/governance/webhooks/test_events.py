"""The list of events is a promise: what receivers depend on is written down, and there to be told."""

import re
from pathlib import Path

from governance import events
from governance.kinds import KINDS

PAPER = Path(__file__).parents[3] / "docs" / "webhooks.md"


def test_the_paper_has_the_same_events_in_the_same_words():
    told = re.findall(r"^\| `([a-z_.]+)` \| (.+) \|$", PAPER.read_text(), re.MULTILINE)
    assert told == [(name, str(about)) for name, about in events.EVENTS.items()]


def test_each_is_told_of_a_kind_that_the_record_has():
    assert events.kinds() <= KINDS
    assert {events.event_of(kind) for kind in events.kinds()} == set(events.EVENTS)
