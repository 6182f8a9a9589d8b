"""Scenario 1 on the page: two of IT and an analyst; nobody twice, the submitter not at all."""

import pytest

from tests.browser import acts
from tests.grounds.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow_parts, pytest.mark.timeout(300)]
CASE = "Late arrivals"


@pytest.fixture
def team(quorum, sit_down) -> dict[str, Person]:
    """Everybody who comes to the Release gate; Dov has submitted it, is IT besides and administers."""
    found = {name: sit_down(name, quorum.url) for name in ("ivo", "ana", "ira", "dov")}
    for one in found.values():
        one.case = CASE
    return found


def test_a_quorum_counts_each_person_once_and_opens_by_the_third_vote(team):
    ivo, ana, ira, dov = (team[name] for name in ("ivo", "ana", "ira", "dov"))
    acts.gate(ivo, "Release")
    again = ivo.in_another_tab()
    acts.choose(again)
    acts.vote(ivo, "Release")
    acts.vote(ana, "Release")
    ana.sees("one more IT vote; Ivo has voted, Ira can")

    acts.cast(again)
    again.sees("It was counted once")
    again.sees("one more IT vote; Ivo has voted, Ira can")

    acts.gate(dov, "Release")
    dov.sees("You submitted this")
    dov.sees("Ira")
    assert dov.main.get_by_role("button", name="Cast my vote").count() == 0

    acts.vote(ira, "Release")
    acts.is_open(ira, "Release")
    dov.tab("Releases")
    dov.sees("Nothing is in service")
