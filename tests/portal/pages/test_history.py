"""A use case's history: in sentences, found by kind, person and stage."""

import pytest

from governance.kinds import KINDS
from portal.pages.activity import SENTENCES
from portal.pages.record.tellings import TELLINGS
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
HISTORY = "/use-cases/late-arrivals/record/"
# What happens at the site and in no use case is told in the whole record.
OF_THE_SITE = (
    *("person.", "policy.", "token.", "record.", "delivery.", "place.", "source.", "environment."),
    *("delegation.", "target.added", "channel.", "dispatch."),
)


def test_every_kind_that_happens_in_a_use_case_has_a_sentence():
    told = {*SENTENCES, *TELLINGS}
    silent = {kind for kind in KINDS if kind not in told and not kind.startswith(OF_THE_SITE)}
    assert not silent
    assert not set(TELLINGS) - KINDS
    assert not set(TELLINGS) & set(SENTENCES)


def test_it_is_told_in_sentences(site, lap):
    lap.start()
    lap.define()
    said = words(site.client("ana").get(HISTORY))
    assert "What happened here, and who did it" in said
    assert "The Definition gate opened" in said
    assert "Work on Definition began" in said


def test_it_is_found_by_stage_person_and_kind(site, lap):
    lap.ready_to_train()
    client = site.client("ana")
    data = words(client.get(HISTORY, {"stage": "data"}))
    assert "The Data gate opened" in data
    assert "The Definition gate opened" not in data
    dee = words(client.get(HISTORY, {"by": str(lap.cast.user("dee").uuid)}))
    assert "Wrote data plan 1" in dee
    assert "brief revision" not in dee
    people = words(client.get(HISTORY, {"group": "definition"}))
    assert "Wrote brief revision 1" in people
    assert "Voted" not in people
    assert "No entry fits." in words(client.get(HISTORY, {"by": "nobody"}))
    assert "Show all" in words(client.get(HISTORY, {"by": "nobody"}))


def test_a_stage_that_is_none_is_left_aside(site, lap):
    lap.start()
    assert site.client("ana").get(HISTORY, {"stage": "'; --"}).status_code == 200
