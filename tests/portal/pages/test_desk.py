"""My desk: what waits for me and why, what I wait for, and a desk that teaches when it is empty."""

import pytest

from governance.services import findings
from projects.services import framework_requests, source_access, verdicts
from tests.portal.pages.reading import words
from workflows.services import cycles

pytestmark = pytest.mark.django_db


def desk(site, name: str) -> str:
    return words(site.client(name).get("/"))


def test_one_who_is_not_signed_in_is_sent_to_the_door(client):
    response = client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_somebody_in_no_use_case_is_told_how_to_get_in(site):
    said = desk(site, "stan")
    assert "Nothing waits for you, Stan" in said
    assert "You are in no use case yet" in said
    assert "Ask an analyst of yours to add you" in said


def test_a_vote_says_why_since_when_and_until_when(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.vote(review, "sam")
    said = desk(site, "ava")
    assert "One thing waits for you, Ava" in said
    assert "Late arrivals · cycle 1 · Definition gate, round 1" in said
    assert "Sam voted. Yours, as analyst, is the one vote still missing." in said
    assert "Waits since 2 March" in said
    assert "Due Mon 9 March in 6 days" in said
    assert "Review and vote" in said


def test_the_masthead_counts_what_waits(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    assert "Desk 1 wait for you" in desk(site, "ava")


def test_no_vote_waits_for_whoever_submitted_or_voted(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.vote(review, "ava")
    for name in ("ana", "ava"):
        assert "Is this the right problem to solve?" not in desk(site, name)


def test_whoever_submitted_sees_whom_they_wait_for(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    said = desk(site, "ana")
    assert "You wait for" in said
    assert "Sam and Sia data scientist A vote at the Definition gate of Late arrivals" in said


def test_a_stage_waits_for_the_role_that_owns_it(site, lap):
    lap.start()
    assert "Bring the brief to its gate Nothing has been submitted." in desk(site, "ana")
    assert "Bring the data plan to its gate" in desk(site, "dee")
    assert "Bring an environment that fits to its gate" in desk(site, "ivo")
    assert "Bring the contract to its gate" not in desk(site, "ann")


def test_the_owner_of_a_source_is_asked_though_no_member(site, lap):
    source = lap.make.source(owner_id=site.cast.id("stan"))
    source_access.ask(
        actor=site.cast.dee,
        use_case_id=lap.use_case.pk,
        source_id=source.pk,
        reason="To train on it",
        now=lap.tick(),
    )
    said = desk(site, "stan")
    assert "Let Late arrivals read Movements?" in said
    assert "Dee asks: To train on it" in said
    assert "Access to Movements for Late arrivals" in desk(site, "dee")


def test_it_is_asked_for_frameworks(site, lap):
    revision = lap.make.environment()
    framework_requests.ask(
        actor=site.cast.sam,
        use_case_id=lap.use_case.pk,
        environment_id=revision.environment_id,
        name="torch",
        specifier=">=2.4",
        reason="Tabular nets",
        now=lap.tick(),
    )
    assert "torch >=2.4 on" in desk(site, "ivo")
    assert "torch >=2.4 on" not in desk(site, "ann")


def test_the_data_engineer_is_asked_for_rows(site, lap):
    plan = lap.make.plan(lap.use_case)
    verdicts.ask(actor=site.cast.sam, plan_id=plan.pk, rows=20_000, now=lap.tick())
    assert "Deliver 20,000 rows of training data" in desk(site, "dee")
    assert "20,000 rows of training data for Late arrivals" in desk(site, "sam")


def test_a_finding_waits_for_its_owner(site, lap):
    findings.open_(
        actor=site.cast.ola,
        scope_id=lap.use_case.scope_id,
        kind="note",
        title="The schema test runs nightly",
        dedupe_key="k",
        owner_id=site.cast.id("ann"),
        now=lap.tick(),
    )
    assert "The schema test runs nightly You own it." in desk(site, "ann")
    assert "The schema test runs nightly" not in desk(site, "dov").split("Recent activity")[0]


def test_vacant_roles_wait_for_the_analyst(site, lap):
    lap.make.use_case(
        title="Crew rest", slug="crew-rest", actor=site.cast.ana, founder_role="analyst"
    )
    said = desk(site, "ana")
    assert "Find somebody as data scientist, data engineer, IT, app developer and DevOps" in said


def test_an_approved_release_waits_for_devops_and_is_not_deployed(site, lap):
    lap.ready_to_train()
    lap.train_()
    lap.integrate()
    lap.aim()
    lap.approve_release()
    said = desk(site, "dov")
    assert "Release late-arrivals v1 to Operations" in said
    assert "nothing is deployed until somebody with the right does it" in said
    assert "Release late-arrivals v1" not in desk(site, "ivo").split("Recent activity")[0]


def test_recent_activity_is_told_in_sentences(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.vote(review, "ava")
    said = desk(site, "sam")
    assert "Ava voted “approve” at the Definition gate of Late arrivals 2 March" in said
    assert "Ana asked for the Definition gate of Late arrivals" in said


def test_activity_of_other_use_cases_is_not_told(site, lap):
    lap.start()
    assert "Late arrivals" not in desk(site, "stan")


def test_the_officer_sees_exceptions_and_short_teams(site, lap):
    lap.make.use_case(title="Crew rest", slug="crew-rest")
    said = desk(site, "ola")
    assert "For the governance officer" in said
    assert "Short of a role Crew rest" in said


def test_one_whose_work_others_hold_up_sees_a_clear_desk(site, lap):
    lap.start()
    assert "Your desk is clear" in desk(site, "ann")


def test_an_abandoning_waits_for_a_second_person(site, lap):
    cycle = lap.start()
    cycles.propose_abandoning(
        actor=site.cast.ana, cycle_id=cycle.pk, reason="No data", now=lap.tick()
    )
    assert "Second the end of the cycle of Late arrivals Ana proposes it: No data" in desk(
        site, "ava"
    )
    assert "Your proposal for Late arrivals" in desk(site, "ana")
