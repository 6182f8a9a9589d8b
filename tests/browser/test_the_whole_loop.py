"""Six roles at work, each at a browser of their own: from a need to a version in service and round again.

Ava and Sia are there besides, because nobody approves their own: an analyst's and a data
scientist's second. All that happens is clicked and typed; only the application, which is no
person, talks HTTP.
"""

import json
import re
from collections.abc import Callable

import pytest

from tests.browser import acts
from tests.grounds.people import PATIENCE, Person, whole
from tests.whole import seasons

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow_parts,
    pytest.mark.timeout(420),
]

CASE = "Late arrivals"
SLUG = "late-arrivals"
TEAM = {
    "ava": "analyst",
    "sam": "data scientist",
    "sia": "data scientist",
    "dee": "data engineer",
    "ivo": "IT",
    "ann": "app developer",
    "dov": "DevOps",
}
CONTRACT = {
    "What the application sends": "dep_delay: double\ncarrier: string",
    "What it expects back": "probability: double\nlate: long",
    "Request to try it with": json.dumps([{"dep_delay": 3.5, "carrier": "UA"}]),
}


class Crew:
    """Everybody, by name: `crew.ana`."""

    def __init__(self, sit_down: Callable[[str, str], Person], url: str) -> None:
        self._people = {name: sit_down(name, url) for name in ("ana", *TEAM)}

    def __getattr__(self, name: str) -> Person:
        return self._people[name]

    def know(self, case: str) -> None:
        for one in self._people.values():
            one.case = case


def test_six_roles_take_a_need_round_the_whole_loop(at_work, sit_down):
    crew = Crew(sit_down, at_work.url)
    ana_founds_it_and_gathers_the_team(crew)
    definition_is_refused_stale_and_then_open(crew)
    dee_brings_data(crew)
    ivo_offers_a_platform(crew)
    sam_trains_and_is_measured(crew, "v1")
    training_opens_by_one_vote_each(crew)
    ann_fits_the_application(crew)
    dov_releases_once(crew)
    april = crew_desk_lives_through_april(crew, at_work)
    the_breach_begins_the_next_lap(crew, april)
    the_next_lap_replaces_the_version(crew)


def ana_founds_it_and_gathers_the_team(crew: Crew) -> None:
    ana = crew.ana
    acts.found(ana, CASE, TEAM)
    crew.know(CASE)
    # Somebody with a second role stays in the use case when the first one ends.
    acts.add_to_team(ana, ava="DevOps")
    ana.tab("Overview")
    ana.press("Start")
    ana.sees("Cycle 1")


def definition_is_refused_stale_and_then_open(crew: Crew) -> None:
    """Ava's page is older than what she may, then older than what is asked; both say so."""
    ana, ava = crew.ana, crew.ava
    acts.submit(ana, "Definition", "Please look at the objective.")
    ana.sees("You can’t vote here")
    acts.gate(ava, "Definition")
    acts.choose(ava)
    acts.end_role(ana, "Ava", "analyst")
    acts.cast(ava)
    ava.sees("Who can")
    acts.add_to_team(ana, ava="analyst")

    acts.gate(ava, "Definition")
    acts.choose(ava)
    acts.revise_brief(ana, Business_need="Crews are called too late, twice a week.")
    acts.submit(ana, "Definition")
    acts.cast(ava)
    ava.sees(re.compile("which your page showed", re.IGNORECASE))
    ava.sees("twice a week")
    acts.vote(ava, "Definition")
    acts.vote(crew.sam, "Definition", reason="It can be predicted at departure.")
    acts.is_open(crew.sam, "Definition")


def dee_brings_data(crew: Crew) -> None:
    """A source with an owner, a plan, rows that were asked for; Sam and Ana approve the plan."""
    dee, sam = crew.dee, crew.sam
    dee.tab("Data")
    dee.follow("Catalogue")
    dee.follow("Register a source")
    dee.fill({"Title": "Movements", "Key": "movements", "System": "airport operations"})
    dee.fill({"Where it lies": "Hall b", "Owner": "Ivo", "How sensitive": "internal"})
    dee.press("Register")
    dee.sees("Movements")
    dee.tab("Data")
    box = dee.unfold("Ask for a source")
    dee.fill({"Source": "Movements", "What for": "To train on it"}, within=box)
    dee.press("Ask its owner", within=box)
    crew.ivo.tab("Data")
    crew.ivo.press("Grant")
    crew.ivo.sees("Access is granted")

    dee.tab("Data")
    dee.follow("Write it")
    dee.fill({"Target column": "late", "Label to find": "1", "Key column": "flight"})
    dee.fill({"How rows are held out": "By a hash of the flight's key."})
    dee.fill(
        {"Preparation steps": "clean: drop cancelled flights", "Training rows, at least": "100"}
    )
    dee.press("Save")
    dee.sees("Data plan 1 is saved")
    sam.tab("Data")
    box = sam.unfold("Ask for rows")
    sam.fill({"Part": "training", "Rows": "300", "Why so many": "Three carriers."}, within=box)
    sam.press("Ask the data engineers", within=box)
    acts.deliver(dee, "training", "Winter", seasons.table(1, 400))
    acts.deliver(dee, "held", "Winter, held out", seasons.table(5_001, 400))
    dee.fill({"Version": "Winter"}, within=dee.section("Is there enough"))
    dee.press("Answer round 1")
    dee.sees("sufficient")
    acts.submit(dee, "Data")
    acts.vote(sam, "Data")
    acts.vote(crew.ana, "Data")
    acts.is_open(dee, "Data")
    pin_both(crew, "Winter")


def pin_both(crew: Crew, season: str) -> None:
    acts.pin(crew.dee, season, "to train on")
    acts.pin(crew.dee, f"{season}, held out", "to measure on")


def ivo_offers_a_platform(crew: Crew) -> None:
    """Sam submits it, so that Ivo can vote."""
    ivo = crew.ivo
    ivo.tab("Platform")
    ivo.follow("Catalogue")
    ivo.follow("Register an environment")
    ivo.fill({"Title": "CPU pool", "Key": "cpu-pool", "Where it is": "Hall b"})
    ivo.fill({"CPU cores": "8", "Memory, GiB": "32", "Accelerators": "0"})
    ivo.fill({"Service level": "office hours", "Frameworks": "scikit-learn 1.5.1"})
    ivo.press("Save")
    ivo.sees("CPU pool")
    ivo.tab("Platform")
    ivo.follow(re.compile("^Choose"))
    ivo.fill({"Environment": "CPU pool", "CPU cores": "4", "Memory, GiB": "16"})
    ivo.fill({"Frameworks that training needs": "scikit-learn >=1.5"})
    ivo.press("Save the plan")
    acts.submit(crew.sam, "Platform")
    acts.vote(ivo, "Platform")
    acts.is_open(ivo, "Platform")


def sam_trains_and_is_measured(crew: Crew, version: str) -> None:
    """The page of the job watches itself; the nominated version is measured without being asked."""
    sam = crew.sam
    acts.train(sam, "delays", "delays")
    newest = sam.section("Jobs").get_by_role("listitem").first
    sam.sees(whole("Done"), within=newest, patience=PATIENCE)
    acts.nominate(sam, version)
    sam.until(lambda: sam.tab("Runs"), whole("Met"))


def training_opens_by_one_vote_each(crew: Crew) -> None:
    """Sia's finger is nervous; her vote counts once."""
    acts.submit(crew.sam, "Training")
    acts.gate(crew.sia, "Training")
    acts.choose(crew.sia)
    acts.cast(crew.sia, twice=True)
    acts.gate(crew.sia, "Training")
    crew.sia.sees("You have voted")
    rounds = crew.sia.section("Rounds at this gate")
    assert crew.sia.text(rounds).count("Sia") == 1
    acts.vote(crew.ana, "Training")
    acts.is_open(crew.sam, "Training")


def ann_fits_the_application(crew: Crew) -> None:
    acts.register_application(crew.ann, CONTRACT)
    acts.try_out(crew.ann, "v1")
    integration_opens(crew)


def integration_opens(crew: Crew) -> None:
    acts.submit(crew.ann, "Integration")
    acts.vote(crew.dov, "Integration")
    acts.vote(crew.sam, "Integration")
    acts.is_open(crew.ann, "Integration")


def dov_releases_once(crew: Crew) -> None:
    """Approval deploys nothing; two clicks deploy once."""
    dov = crew.dov
    acts.choose_target(dov, "Operations")
    release_opens(crew)
    dov.tab("Releases")
    dov.sees("Nothing is in service")
    acts.release(dov, "v1", twice=True)
    history = dov.section("History").get_by_role("row")
    assert history.count() == 2, "a heading and one release"


def release_opens(crew: Crew) -> None:
    acts.submit(crew.dov, "Release")
    acts.vote(crew.ivo, "Release")
    acts.is_open(crew.dov, "Release")


def crew_desk_lives_through_april(crew: Crew, at_work) -> str:
    key = acts.make_key(crew.ann)
    return at_work.crew_desk.serve_month(SLUG, key, seasons.APRIL, 21_000, spring=True)


def the_breach_begins_the_next_lap(crew: Crew, april: str) -> None:
    acts.send_feedback(crew.dee, april)
    dov = crew.dov
    acts.judge(dov, "April", "2013-04-01", "2013-05-01")
    dov.sees("fell outside its objective in April")
    dov.sees("answered by cycle 2")
    dov.tab("Gates")
    now = dov.section("Cycle 2")
    assert dov.text(now).count("Open") == 3
    dov.tab("Releases")
    dov.sees("v1", within=dov.section("In service"))


def the_next_lap_replaces_the_version(crew: Crew) -> None:
    """New data by the same plan, a second training beside the champion, a second release."""
    spring = [seasons.table(n, 400, spring=True) for n in (10_000, 15_000)]
    acts.deliver(crew.dee, "training", "Spring", spring[0])
    acts.deliver(crew.dee, "held", "Spring, held out", spring[1])
    pin_both(crew, "Spring")
    sam_trains_and_is_measured(crew, "v2")
    sam = crew.sam
    sam.until(lambda: acts.gate(sam, "Training"), "against champion")
    acts.submit(sam, "Training")
    acts.vote(crew.sia, "Training")
    acts.vote(crew.ana, "Training")
    # Votes may be in before the comparison with the version in service has ended.
    sam.until(lambda: acts.gate(sam, "Training"), "The gate is open")
    acts.try_out(crew.ann, "v2")
    integration_opens(crew)
    release_opens(crew)
    acts.release(crew.dov, "v2")
    crew.dov.sees("Replaced", within=crew.dov.section("History"))
