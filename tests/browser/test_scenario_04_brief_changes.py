"""Scenario 4 on the page: a brief that changes in meaning shuts its gate, a change of wording doesn't."""

import re

import pytest

from tests.browser import acts

pytestmark = [pytest.mark.browser, pytest.mark.slow_parts, pytest.mark.timeout(300)]


def test_a_changed_meaning_shuts_the_gate_and_shows_the_difference(defined, sit_down):
    ana = sit_down("ana", defined.url)
    ana.case = "Late arrivals"
    acts.revise_brief(ana, Description="In other words.")
    acts.is_open(ana, "Definition")

    acts.revise_brief(ana, Business_need="Crews are called too early.")
    acts.gate(ana, "Definition")
    ana.sees("The content has changed since round 1 was approved")
    difference = ana.section("Changed since the last approval")
    ana.sees("Crews are called too late", within=difference)
    ana.sees("Crews are called too early", within=difference)

    rounds = ana.section("Rounds at this gate")
    ana.sees("Round 1", within=rounds)
    for name in ("Ava", "Sam"):
        ana.sees(name, within=rounds)
    acts.submit(ana, "Definition")
    ana.sees(re.compile("Waits", re.IGNORECASE))
    ana.tab("Overview")
    ana.sees_no("Definition gate is open")
