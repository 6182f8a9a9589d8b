"""Scenario 9 on the page: a month below the objective is one finding and one new lap."""

from datetime import datetime, timedelta

import pytest

from tests.browser import acts
from tests.grounds.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow_parts, pytest.mark.timeout(300)]
MONTH = timedelta(days=30)


def judge(who: Person, label: str, start: datetime) -> None:
    acts.judge(who, label, f"{start:%Y-%m-%d}", f"{start + MONTH:%Y-%m-%d}")


def test_a_breach_opens_one_finding_and_one_lap_and_the_old_version_serves(served, sit_down):
    dov = sit_down("dov", served.url)
    dov.case = "Late arrivals"
    judge(dov, "Spring", served.facts.first)
    dov.sees("fell outside its objective in Spring")
    findings = dov.section("Findings")
    dov.sees("Sam", within=findings)
    dov.sees("answered by cycle 2", within=findings)

    judge(dov, "Summer", served.facts.second)
    dov.sees("fell outside its objective in Summer")
    assert findings.get_by_role("listitem").count() == 1

    dov.tab("Gates")
    dov.sees_no("Cycle 3")
    gates = dov.section("Cycle 2").get_by_role("row")
    told = {stage: dov.text(gates.filter(has_text=stage).first) for stage in STAGES}
    for stage, reason in CARRIED.items():
        assert "Open" in told[stage]
        assert reason in told[stage].casefold(), told[stage]
    for stage in STAGES[3:]:
        assert "Open" not in told[stage], told[stage]

    dov.tab("Releases")
    dov.sees("v1", within=dov.section("In service"))


STAGES = ("Definition", "Data", "Platform", "Training", "Integration", "Release")
CARRIED = {
    "Definition": "same brief",
    "Data": "same data plan; new dataset versions are made by it",
    "Platform": "same environment, residency and load",
}
