"""The gate page while it is open: it follows the votes, keeps what was typed, and knows its end."""

import re

import pytest

from governance.models import Review
from governance.services import memberships
from tests.portal.pages.reading import words
from workflows.services import cycles

pytestmark = pytest.mark.django_db
GATE = "/use-cases/late-arrivals/gates/1/definition/"


@pytest.fixture
def asked(site, lap) -> Review:
    """The brief, submitted by Ana."""
    lap.start()
    lap.make.brief(lap.use_case)
    return lap.submit("definition", "ana")


def look(client, round_: int, seen: str):
    return client.get(GATE + "live/", {"round": round_, "seen": seen})


def stamp(response) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def test_nothing_is_sent_while_nobody_votes(site, asked):
    client = site.client("ava")
    seen = stamp(client.get(GATE))
    answer = look(client, asked.pk, seen)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_vote_of_somebody_else_arrives_without_the_form(site, lap, asked):
    client = site.client("ava")
    seen = stamp(client.get(GATE))
    lap.vote(asked, "sam", comment="Good enough")
    answer = look(client, asked.pk, seen)
    assert answer.status_code == 200
    said = words(answer)
    assert "Voted: Sam" in said
    assert "Good enough" in said
    assert "<form" not in answer.content.decode()
    assert look(client, asked.pk, stamp(answer)).status_code == 204


def test_the_end_of_the_round_ends_the_asking_and_says_so(site, lap, asked):
    client = site.client("ava")
    seen = stamp(client.get(GATE))
    lap.make.brief(lap.use_case, need="Crews are called too early.", based_on=1)
    lap.settle()
    answer = look(client, asked.pk, seen)
    assert answer.status_code == 286
    said = words(answer)
    assert "Round 1 is over: stale" in said
    assert "What you typed is still there." in said


def test_a_newer_round_is_not_shown_under_what_was_typed_for_the_old(site, lap, asked):
    client = site.client("ava")
    seen = stamp(client.get(GATE))
    lap.make.brief(lap.use_case, need="Crews are called too early.", based_on=1)
    lap.settle()
    lap.submit("definition", "ana")
    answer = look(client, asked.pk, seen)
    assert answer.status_code == 286
    assert "Load the page as it is now" in words(answer)


def test_somebody_signed_out_meanwhile_gets_no_door_into_the_page(client, site, asked):
    assert look(client, asked.pk, "").status_code == 401


def test_a_page_without_an_open_round_asks_for_nothing(site, lap):
    lap.start()
    content = site.client("ava").get(GATE).content
    assert content.count(b"hx-trigger") == 1, "the bell's"


def test_a_round_of_a_use_case_that_isnt_the_readers_says_nothing_of_itself(site, lap, asked, cast):
    seen = stamp(site.client("ava").get(GATE))
    other = lap.make.use_case("Digits")
    memberships.add(
        actor=cast.ola, scope_id=other.scope_id, user_id=cast.id("stan"), role="analyst",
        now=lap.tick(),
    )  # fmt: skip
    cycles.start(actor=cast.stan, use_case_id=other.pk, now=lap.tick())
    answer = site.client("stan").get(
        "/use-cases/digits/gates/1/definition/live/", {"round": asked.pk, "seen": seen}
    )
    assert answer.status_code == 286
