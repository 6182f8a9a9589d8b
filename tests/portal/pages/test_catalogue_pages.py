"""The catalogues and the wall as people read them, and what a stranger doesn't learn from them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.pages import waits
from projects.models import (
    DataSource,
    Environment,
    EnvironmentRevision,
    Framework,
    Place,
    PlatformPlan,
    SourceAccess,
    UseCase,
)
from projects.words import AccessState
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
LATE = "/use-cases/late-arrivals/"


@pytest.fixture
def hall(lap):
    return lap.make.environment("gpu-hall", title="GPU hall", accelerators=8)


@pytest.fixture
def digits(lap, hall):
    """A use case that Ana and Sam are no members of, and that fills the hall in May."""
    cast, row = lap.cast, lap.make.use_case("Digits")
    cast.join(row.scope, "ava", "sia", "ira")
    may_on = {"from": "2026-05", "until": "", "accelerators": 7, "cpu_cores": 1, "memory_gib": 1}
    lap.make.platform(row, hall.pk, actor=cast.sia, accelerators=7, phases=[may_on])
    return row


@pytest.fixture
def late(lap, hall):
    now_on = {"from": "2026-03", "until": "", "accelerators": 2, "cpu_cores": 1, "memory_gib": 1}
    lap.make.platform(lap.use_case, hall.pk, accelerators=2, phases=[now_on])
    return lap.use_case


def test_the_wall_says_who_passes_it_when_and_whom_to_ask(site, late, digits, hall):
    said = words(site.client("ava").get("/environments/wall/"))
    assert "1 environment hits the wall within a year" in said
    assert "GPU hall passes its 8 accelerators in May: Digits 7 and Late arrivals 2." in said
    assert "Ask Ivo, who describes this environment" in said
    assert "May 2026 0 9 9 8 1" in said  # the twin: nothing is agreed, so nothing runs
    its_own = words(site.client("ava").get("/environments/e/gpu-hall/"))
    assert "GPU hall passes its 8 accelerators in May" in its_own


def test_it_sees_others_as_a_sum_and_a_member_only_their_own(site, late, digits):
    sums = words(site.client("ivo").get("/environments/wall/"))
    assert "passes its 8 accelerators in May: Late arrivals 2 and others 7." in sums
    assert "Digits" not in sums
    own = site.client("sam").get("/environments/wall/")
    assert "GPU hall carries what is declared: at most 2 of 8 accelerators" in words(own)
    assert "there may be others" in words(own)


def test_a_stranger_learns_nothing_of_use_cases_also_not_from_sums(site, late, digits, lap):
    source = lap.make.source(owner_id=site.cast.id("dot"))
    form = {"ask-use_case": late.pk, "ask-reason": "x"}
    site.client("dee").post(f"/sources/s/{source.key}/ask/", form)
    client = site.client("stan")
    for address in (
        "/environments/wall/",
        "/environments/e/gpu-hall/",
        "/environments/",
        "/sources/",
        "/sources/s/movements/",
    ):
        said = words(client.get(address))
        assert "Late arrivals" not in said, address
        assert "Digits" not in said, address
        assert "others 7" not in said, address
    assert "Nothing is taken of GPU hall." in words(client.get("/environments/e/gpu-hall/"))


def test_the_platform_page_points_to_the_wall(site, late, digits):
    said = words(site.client("ivo").get(LATE + "platform/"))
    assert "Is there room?" in said
    assert "passes its 8 accelerators in May: Late arrivals 2 and others 7." in said


def test_months_are_typed_in_lines_and_refused_with_their_reason(site, lap, hall):
    form = {"revision": hall.pk, "cpu_cores": "4", "memory_gib": "8", "accelerators": "2"}
    form |= {"based_on": "0", "phases": "2026-04 to 2026-06: 2 cores\n2026-07 on: 1 accelerator"}
    client = site.client("sam")
    said = words(client.post(LATE + "platform/plan/", form, follow=True))
    assert "2026-04 to 2026-06: 2 cores, 8 GiB, 2 accelerators" in said
    assert "2026-07 on: 4 cores, 8 GiB, 1 accelerators" in said
    form |= {"based_on": "1", "phases": "2026-04: 5 cores"}
    assert "5 is more than the 4" in words(client.post(LATE + "platform/plan/", form))
    form |= {"phases": "spring: lots"}
    refused = client.post(LATE + "platform/plan/", form)
    assert refused.status_code == 422
    assert "Line 1, “spring: lots”: write it as 2026-04 to 2026-06" in words(refused)


def test_a_source_is_registered_found_asked_for_and_described_anew(site, lap):
    place = lap.make.place("hall-b")
    dee = site.client("dee")
    form = {"source-title": "Gate scans", "source-key": "gate-scans", "source-system": "Doors"}
    form |= {"source-place": place.pk, "source-owner": site.cast.id("dot")}
    assert "This is empty" in words(dee.post("/sources/new/", {**form, "source-title": ""}))
    form |= {"source-classification": "internal", "source-volume": "1200"}
    assert "Gate scans is in the catalogue." in words(dee.post("/sources/new/", form, follow=True))
    assert site.client("ana").post("/sources/new/", form).status_code == 403
    assert "Gate scans" in words(dee.get("/sources/?q=doors&class=internal&sort=-rows"))
    assert "No source fits" in words(dee.get("/sources/?q=doors&kind=cloud"))
    asked = {"ask-use_case": lap.use_case.pk, "ask-reason": "To count no-shows"}
    said = words(dee.post("/sources/s/gate-scans/ask/", asked, follow=True))
    assert "Dot is asked to let Late arrivals read it." in said
    assert "waits for Dot" in said
    dot = site.client("dot")
    assert "Let Late arrivals read it?" in words(dot.get("/sources/s/gate-scans/"))
    change = {"source-title": "Gate scans", "source-owner": site.cast.id("dot")}
    change |= {"source-classification": "confidential", "source-volume": "1200"}
    assert "described it anew" in words(
        dot.post("/sources/s/gate-scans/revise/", change, follow=True)
    )
    assert DataSource.objects.get(key="gate-scans").classification == "confidential"
    assert "Nothing is given" in words(dot.post("/sources/s/gate-scans/revise/", change))
    assert dee.post("/sources/s/gate-scans/revise/", change).status_code == 403


def test_who_may_not_ask_is_told_why(site, lap):
    source = lap.make.source()
    said = words(site.client("ana").get(f"/sources/s/{source.key}/"))
    assert "None of your use cases can ask" in said
    form = {"ask-use_case": lap.use_case.pk, "ask-reason": "x"}
    assert site.client("ana").post(f"/sources/s/{source.key}/ask/", form).status_code == 422
    assert not SourceAccess.objects.exists()


def test_which_environments_have_a_framework_is_in_the_address(site, lap):
    lap.make.environment("a", title="Alpha", frameworks={"scikit-learn": "1.5.2"})
    lap.make.environment("b", title="Beta", frameworks={"scikit-learn": "1.6"})
    client = site.client("sam")
    said = words(client.get("/environments/?framework=scikit-learn&version=1.5"))
    assert "Alpha" in said
    assert "Beta" not in said
    odd = words(client.get("/environments/?framework=scikit-learn&version=newest"))
    assert "“newest” is no version" in odd
    assert "No environment fits" in odd


def test_two_revisions_stand_side_by_side(site, lap):
    first = lap.make.environment("a", title="Alpha", memory_gib=64)
    place = first.environment.place_id
    lap.make.environment("a", title="Alpha", memory_gib=128, place_id=place, based_on=1)
    said = words(site.client("sam").get("/environments/e/a/"))
    assert "From revision 1 to 2" in said
    assert "Memory gib 64 128" in said
    assert "From revision" not in words(site.client("sam").get("/environments/e/a/?revision=1"))
    assert site.client("sam").get("/environments/e/none/").status_code == 404


def test_empty_catalogues_say_how_they_fill(site, lap):
    client = site.client("ana")
    assert "No source yet" in words(client.get("/sources/"))
    assert "No environment yet" in words(client.get("/environments/"))
    assert "No wall without an environment" in words(client.get("/environments/wall/"))


def many(lap, count: int) -> None:
    """So many sources and environments, each with a use case of its own, put in at once."""
    cast, now, policy = lap.cast, lap.now, lap.use_case.policy
    place = Place.objects.create(code="many", title="Many", kind="on_premises")
    scopes = lap.use_case.scope.__class__.objects.bulk_create(
        lap.use_case.scope.__class__(key=f"c{n}", label=f"Case {n}") for n in range(count)
    )
    cases = UseCase.objects.bulk_create(
        UseCase(
            scope=scope, slug=scope.key, title=scope.label, policy=policy,
            created_by=cast.user("ola"), created_at=now,
        )
        for scope in scopes
    )  # fmt: skip
    sources = DataSource.objects.bulk_create(
        DataSource(
            key=f"s{n}", title=f"Source {n:04}", system="x", place=place, classification="public",
            owner=cast.user("dot"), registered_by=cast.user("dee"), registered_at=now,
        )
        for n in range(count)
    )  # fmt: skip
    SourceAccess.objects.bulk_create(
        SourceAccess(
            scope=case.scope, use_case=case, source=source, state=AccessState.GRANTED,
            asked_by=cast.user("dee"), asked_at=now,
        )
        for case, source in zip(cases, sources, strict=True)
    )  # fmt: skip
    environments = Environment.objects.bulk_create(
        Environment(key=f"e{n}", title=f"Environment {n:04}", place=place) for n in range(count)
    )
    revisions = EnvironmentRevision.objects.bulk_create(
        EnvironmentRevision(
            environment=one, number=1, cpu_cores=8, memory_gib=8, accelerators=1,
            author=cast.user("ivo"), created_at=now, content_hash="",
        )
        for one in environments
    )  # fmt: skip
    Framework.objects.bulk_create(
        Framework(revision=one, name="scikit-learn", version="1.5.2") for one in revisions
    )
    PlatformPlan.objects.bulk_create(
        PlatformPlan(
            scope=case.scope, use_case=case, number=1, revision=revision, cpu_cores=9,
            memory_gib=1, author=cast.user("ivo"), created_at=now, content_hash="",
        )
        for case, revision in zip(cases, revisions, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize("count", [10, 1000])
def test_each_page_takes_at_most_fifteen_queries(site, lap, monkeypatch, count):
    """What waits for the reader is counted in the masthead of every page, and measured there."""
    many(lap, count)
    monkeypatch.setattr(waits, "of", lambda actor, now: [])
    for name in ("ola", "dee"):
        client = site.client(name)
        for address in (
            "/sources/?sort=-rows",
            "/sources/s/s1/",
            "/environments/?framework=scikit-learn&version=1.5",
            "/environments/e/e1/",
            "/environments/wall/",
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                response = client.get(address)
            assert response.status_code == 200
            assert len(seen) <= MOST_QUERIES, (name, address, len(seen))
    said = words(site.client("ola").get("/sources/"))
    assert f"of {count:,} sources" in said
    assert len(site.client("ola").get("/sources/").context["rows"]) == min(count, 50)
