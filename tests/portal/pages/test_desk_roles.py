"""The desk differs by role, tells what changed since one looked, and follows by itself."""

import re
from datetime import UTC, datetime, timedelta
from itertools import combinations
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.models import Membership
from governance.services import findings, waivers
from governance.words import Role
from portal.pages import desk_news
from portal.pages.activity import Line
from projects.services import framework_requests, verdicts
from tests.portal.pages.reading import words
from workflows.services import windows
from workflows.services.windows import JUDGE

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def desk(site, name: str) -> str:
    return words(site.client(name).get("/"))


def test_each_role_sees_the_block_of_its_work(site, lap):
    lap.start()
    headings = {
        "ana": "What is promised and owed",
        "sam": "Trainings and measurements",
        "dee": "Asked of data",
        "ivo": "Requests and capacity",
        "ann": "Contracts and smoke tests",
        "dov": "In service",
        "val": "What you judged",
        "ola": "Exceptions and integrity",
    }
    for name, heading in headings.items():
        said = desk(site, name)
        assert heading in said, name
        others = set(headings.values()) - {heading}
        assert not [one for one in others if one in said], name


def test_an_empty_block_says_what_would_stand_there(site, lap):
    assert "Nobody asks for rows or for a source" in desk(site, "dee")
    assert "Register it on the Integration page" in desk(site, "ann")
    assert "What is cleared comes here to be released." in desk(site, "dov")
    assert "Rounds of high risk ask for a validator." in desk(site, "val")


def test_a_data_engineer_sees_what_is_asked(site, lap):
    plan = lap.make.plan(lap.use_case)
    verdicts.ask(actor=site.cast.sam, plan_id=plan.pk, rows=20_000, now=lap.tick())
    block = desk(site, "dee").split("Asked of data")[1]
    assert "20,000 rows of training data asked for Late arrivals · Sam" in block


def test_it_sees_requests_and_how_full_environments_are(site, lap):
    revision = lap.make.environment()
    lap.make.platform(lap.use_case, revision.pk)
    framework_requests.ask(
        actor=site.cast.sam,
        use_case_id=lap.use_case.pk,
        environment_id=revision.environment_id,
        name="torch",
        specifier=">=2.4",
        reason="Tabular nets",
        now=lap.tick(),
    )
    block = desk(site, "ivo").split("Requests and capacity")[1]
    assert "torch >=2.4 asked for" in block
    assert re.search(r"has room [\d,]+ of [\d,]+ GiB declared", block)


def test_the_work_of_devops_developers_and_scientists_is_there_once_it_serves(site, lap):
    lap.round()
    assert "late-arrivals v1" in desk(site, "dov").split("In service")[1].split("My use cases")[0]
    assert "first try on held-out" in desk(site, "sam")
    assert "smoke passed with late-arrivals v1" in desk(site, "ann")


def test_an_analyst_sees_findings_with_their_dates(site, lap):
    findings.open_(
        actor=site.cast.ola,
        scope_id=lap.use_case.scope_id,
        kind="note",
        title="The schema test runs nightly",
        dedupe_key="k",
        owner_id=site.cast.id("ann"),
        due=lap.now - timedelta(days=1),
        now=lap.tick(),
    )
    assert "overdue since 1 March" in desk(site, "ana").split("What is promised and owed")[1]


def test_an_officer_sees_waivers_that_run_out(site, lap):
    lap.start()
    waivers.grant(
        actor=site.cast.ola,
        scope_id=lap.use_case.scope_id,
        stage="definition",
        check_key="residency",
        reason="The appendix says so",
        until=lap.now + timedelta(days=3),
        now=lap.tick(),
    )
    block = desk(site, "ola").split("Exceptions and integrity")[1]
    assert "runs out 5 March" in block


def test_it_says_what_changed_since_the_last_look_and_not_ones_own_acts(site, lap):
    lap.start()
    assert "Recent activity" in desk(site, "ava")
    lap.tick(days=2)
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.vote(review, "ava")
    lap.tick(hours=1)
    said = desk(site, "ava").split("Since you last looked")[1]
    fresh, before = said.split("Before that")
    assert "Ana asked for the Definition gate of Late arrivals" in fresh
    assert "Ava voted" not in fresh
    assert "Cycle 1 of Late arrivals began" in before


def test_feedback_that_still_has_time_is_waited_for(site, lap):
    release = lap.round()
    end = lap.tick(days=30)
    windows.open_(
        actor=JUDGE,
        release_id=release.pk,
        label="March",
        starts_at=end - timedelta(days=30),
        ends_at=end,
        now=end,
    )
    said = desk(site, "sam").split("You wait for")[1]
    assert "Feedback on March of Late arrivals, before it is judged" in said
    assert "Feedback on March" not in desk(site, "dee")


def test_nothing_new_is_said_so(site, lap):
    lap.start()
    desk(site, "ava")
    lap.tick(days=1)
    assert "Nothing has changed in your use cases." in desk(site, "ava")


def line(text: str, when: datetime, actor: str = "") -> Line:
    return Line(actor, text, "", when)


def test_the_same_said_on_one_day_is_told_once_and_counted():
    measured = [line("A candidate was measured", MORNING - timedelta(minutes=n)) for n in range(4)]
    (told,) = desk_news.fold(measured)
    assert (told.text, told.times, told.when) == ("A candidate was measured", 4, MORNING)


def test_the_same_on_another_day_or_by_another_is_told_apart():
    found = desk_news.fold(
        [
            line("voted", MORNING, "Ana"),
            line("voted", MORNING, "Ava"),
            line("voted", MORNING - timedelta(days=1), "Ana"),
        ]
    )
    assert [one.times for one in found] == [1, 1, 1]


def test_an_open_desk_is_told_only_when_something_happened(site, lap):
    lap.start()
    client = site.client("ava")
    seen = re.search(rb'name="seen" value="([^"]+)"', client.get("/").content)[1].decode()
    assert client.get("/desk/live/", {"seen": seen}).status_code == 204
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    answer = client.get("/desk/live/", {"seen": seen})
    said = words(answer)
    assert "One thing waits for you, Ava" in said
    assert "Is this the right problem to solve?" in said


def test_a_desk_of_somebody_signed_out_stays_as_it_is(client, db):
    assert client.get("/desk/live/", {"seen": "0"}).status_code == 401


def test_whoever_holds_three_roles_has_a_desk_of_fifteen_queries(site, lap):
    lap.round()
    names = {}
    for roles in combinations(Role.values, 3):
        user = site.cast.user("stan")
        user.pk, user.uuid, user.username = None, uuid4(), "-".join(roles)
        user.save(force_insert=True)
        Membership.objects.bulk_create(
            Membership(scope_id=lap.use_case.scope_id, user=user, role=role, since=lap.now)
            for role in roles
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        names[user.username] = len(asked)
    assert {name: count for name, count in names.items() if count > 15} == {}
    assert len(names) == 20
