"""Lending one's vote from the gate page, to somebody who could cast it, until a day."""

import re

import pytest

from governance.models import Delegation, Review
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
GATE = "/use-cases/late-arrivals/gates/1/definition/"


@pytest.fixture
def asked(site, lap) -> Review:
    """The brief, submitted by Ana, so that Ava's is the analyst's vote."""
    lap.start()
    lap.make.brief(lap.use_case)
    return lap.submit("definition", "ana")


def loan(site, taker: str, until: str = "2026-03-20") -> dict[str, str]:
    return {"lend-role": "analyst", "lend-taker": str(site.cast.id(taker)), "lend-until": until}


def offered(response) -> set[str]:
    text = response.content.decode()
    select = re.search(r'name="lend-taker".*?</select>', text, re.DOTALL)
    return set(re.findall(r">(\w+)</option>", select[0])) - {"Choose"} if select else set()


def test_it_offers_those_who_could_vote_in_ones_place(site, lap, asked):
    lap.vote(asked, "sam")
    shown = site.client("ava").get(GATE)
    assert "Let somebody else vote for you" in words(shown)
    people = offered(shown)
    assert {"Sia", "Dee", "Ivo"} <= people
    # The submitter may not vote, Sam has voted, and one lends nothing to oneself.
    assert not people & {"Ana", "Sam", "Ava"}


def test_whoever_has_no_vote_here_has_none_to_lend(site, asked):
    assert "Let somebody else vote for you" not in words(site.client("ana").get(GATE))
    assert "Let somebody else vote for you" not in words(site.client("dee").get(GATE))


def test_a_lent_vote_is_cast_by_the_other_and_names_both(site, lap, asked):
    client = site.client("ava")
    said = words(client.post(GATE + "delegate/", loan(site, "dee"), follow=True))
    assert "Dee may vote for you here until 20 March; each vote names you both." in said
    assert "Dee may vote for you until 20 March" in said
    assert "Your vote" in words(site.client("dee").get(GATE))
    lap.vote(asked, "dee", role="analyst", on_behalf_of_id=site.cast.id("ava"))
    assert "Voted: Dee for Ava" in words(client.get(GATE))
    row = Delegation.objects.get()
    assert (row.giver, row.taker, row.role) == (
        site.cast.user("ava"),
        site.cast.user("dee"),
        "analyst",
    )


def test_a_double_click_lends_once(site, asked):
    client = site.client("ava")
    client.post(GATE + "delegate/", loan(site, "dee"))
    again = client.post(GATE + "delegate/", loan(site, "dee"), follow=True)
    assert again.status_code == 200
    assert "Dee may vote for you already." in words(again)
    assert Delegation.objects.count() == 1


def test_a_day_that_is_over_is_told_at_its_field(site, asked):
    response = site.client("ava").post(GATE + "delegate/", loan(site, "dee", "2026-02-01"))
    assert response.status_code == 422
    assert b'id="id_lend-until_error"' in response.content
    assert not Delegation.objects.exists()


def test_a_role_that_one_does_not_hold_is_not_lent(site, asked):
    form = loan(site, "dee") | {"lend-role": "it"}
    response = site.client("ava").post(GATE + "delegate/", form)
    assert response.status_code == 403
    assert "You can only lend a role that you hold yourself." in words(response)
