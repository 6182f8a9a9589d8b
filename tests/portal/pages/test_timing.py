"""The Timing page: the tower, what is stuck, the figures, the filters, and all of it as CSV."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Gate
from portal.pages.timing import sheet as sheets
from portal.pages.timing.tables import TABLES
from projects.models import UseCase
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db

ADDRESS = "/timing/"


def said(site, name: str = "ana", query: str = "") -> str:
    response = site.client(name).get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    return words(response)


def table(site, which: str, name: str = "ana", query: str = "") -> list[list[str]]:
    """A CSV file read back, without its heads."""
    response = site.client(name).get(f"{ADDRESS}{which}.csv{query}")
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(text(response))))[1:]


def text(response) -> str:
    return response.getvalue().decode("utf-8-sig")


def ask(lap, *, waits: int = 8):
    """Definition worked on for three days, then asked for, and nobody votes for so many days."""
    lap.start()
    lap.make.brief(lap.use_case)
    lap.tick(days=3)
    lap.submit("definition", "ana")
    lap.tick(days=waits)


def test_a_sector_tells_work_and_waiting_apart(site, lap):
    ask(lap, waits=4)
    told = said(site)
    assert "Late arrivals cycle 1 · waits for analyst and data scientist 7 d 3 + 4 waiting" in told
    assert "19 % waiting" in told, "of 7 days each of Definition, Data and Platform"


def test_it_names_who_works_on_it(site, lap):
    lap.start()
    assert "cycle 1 · Ana writes" in said(site)
    lap.define()
    assert "cycle 1 · Dee prepares" in said(site)


def test_it_says_when_nobody_holds_the_role(site, lap):
    lap.start()
    lap.define()
    lap.prepare_data()
    leave(lap, "ivo", "ira")
    assert "nobody is IT" in said(site)


def leave(lap, *people: str) -> None:
    members = lap.use_case.scope.memberships
    members.filter(user_id__in=[lap.cast.id(name) for name in people]).update(until=lap.now)


def test_marks_have_names_and_not_only_colours(site, lap):
    ask(lap)
    page = site.client("ana").get(ADDRESS).content.decode()
    assert 'aria-label="stuck past due"' in page
    assert "3 + 8, past due" in said(site)


def test_a_first_lap_has_no_mark(site, lap):
    lap.start()
    lap.define()
    page = site.client("ana").get(ADDRESS).content.decode()
    assert 'data-s="first"' in page
    assert 'aria-label="own best"' not in page
    assert 'aria-label="best of all"' not in page


def test_the_second_lap_is_marked_against_the_first(site, lap):
    lap.round()
    lap.tick(days=3)
    lap.start(entry_stage="training")
    lap.tick(days=2)
    lap.train_again("2")
    page = site.client("ana").get(ADDRESS).content.decode()
    assert 'aria-label="slower than own best"' in page
    assert "gate unchanged" in page


def test_what_is_in_service_is_on_the_clock_and_says_so(site, lap):
    lap.round()
    lap.tick(days=20)
    assert "20 d in service" in said(site)
    assert "Dov watches" in said(site)


def test_what_is_stuck_says_who_can_move_it(site, lap):
    ask(lap)
    told = said(site)
    assert "1 day over Waits for one analyst vote; Ava can. Missing too: data scientist." in told


def test_what_waits_for_a_role_that_nobody_holds_says_who_can_fill_it(site, lap):
    ask(lap)
    leave(lap, "sam", "sia")
    assert "can add somebody as data scientist." in said(site)


def test_nothing_stuck_is_said_in_words(site, lap):
    ask(lap, waits=2)
    assert "Nothing that you may see is past due." in said(site)


def test_moments_are_told_in_the_readers_zone(site, lap):
    ask(lap)
    user = lap.cast.user("ana")
    user.time_zone = "Asia/Tokyo"
    user.save()
    here, there = said(site, "ava"), said(site, "ana")
    asked = lap.now - timedelta(days=8)
    assert f"{asked:%H:%M}" in here
    assert f"{asked + timedelta(hours=9):%H:%M}" in there


def test_the_figures_of_a_whole_lap(site, lap):
    lap.round()
    told = said(site)
    assert "1 lap into service" in told
    assert "1 gate, " in told
    assert "Days on which votes of each role were missing" in told
    assert "Definition 1 1 0 0 1.0 0 %" in told


def test_roles_stand_in_their_own_order_and_not_by_their_days(site, lap):
    lap.round()
    rows = table(site, "roles")
    assert [row[0] for row in rows] == ["analyst", "data_scientist", "it", "devops"]


def test_every_chart_has_its_numbers_as_a_table(site, lap):
    lap.round()
    page = site.client("ana").get(ADDRESS).content.decode()
    assert page.count("The same as a table") == 3
    assert "Median days working + waiting" in page


def test_help_stands_beside_each_heading(site, lap):
    lap.round()
    told = said(site)
    page = site.client("ana").get(ADDRESS).content.decode()
    assert page.count('<details class="hint">') == page.count("<h2") == 7
    assert "neither reviews nor people are ranked" in told


def test_without_a_finished_gate_the_page_teaches_what_will_stand_there(site, lap):
    lap.start()
    assert "No gate opened in this period" in said(site)
    assert "Waiting by role" not in said(site)


def test_before_the_first_cycle_the_page_says_when_the_clock_starts(site, lap):
    assert "The clock starts with a use case’s first cycle" in said(site)


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("?stage=definition", True),
        ("?stage=data", False),
        ("?tier=low", True),
        ("?tier=high", False),
        ("?order=wait", True),
        ("?period=5w&tier=low&stage=definition&order=wait", True),
        ("?period=nonsense&tier=nonsense&stage=nonsense&order=nonsense&page=nonsense", True),
        ("?page=99", True),
    ],
)
def test_filters_live_in_the_address(site, lap, query, there):
    ask(lap)
    assert ("Late arrivals" in said(site, query=query)) is there
    assert bool(table(site, "stuck", query=query)) is there


def test_filters_that_leave_nothing_say_how_to_see_all(site, lap):
    ask(lap)
    assert "No running cycle fits these filters" in said(site, query="?tier=high")


def test_the_period_decides_what_the_figures_count(site, lap):
    lap.round()
    lap.tick(days=45)
    assert "No gate opened in this period" in said(site, query="?period=5w")
    assert "1 lap into service" in said(site, query="?period=13w")
    assert "1 lap into service" in said(site, query="?period=12m")


def test_what_one_chose_is_kept_by_links_and_files(site, lap):
    ask(lap)
    page = site.client("ana").get(f"{ADDRESS}?tier=low&order=wait").content.decode()
    assert 'href="?tier=low"' in page
    assert "/timing/tower.csv?tier=low&amp;order=wait" in page
    assert '<option value="low" selected>' in page


def test_the_tower_is_paged(site, lap, monkeypatch):
    monkeypatch.setattr(sheets, "A_PAGE", 1)
    lap.start()
    other = lap.make.use_case(title="No-shows", slug="no-shows")
    lap.cast.join(other.scope)
    before, lap.use_case = lap.use_case, other
    lap.start()
    lap.use_case = before
    first, second = said(site), said(site, query="?page=2")
    assert "1 to 1 of 2 use cases" in first
    assert ("Late arrivals cycle" in first, "No-shows cycle" in first) == (True, False)
    assert "2 No-shows cycle" in second


@pytest.mark.parametrize("which", TABLES)
def test_every_table_is_a_file_with_a_name_and_heads(site, lap, which):
    lap.round()
    response = site.client("ana").get(f"{ADDRESS}{which}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f"pitwall-timing-{which}-{lap.now:%Y-%m-%d}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.streaming
    assert text(response).splitlines()[0] == ",".join(TABLES[which].head)


def test_the_file_of_the_tower_has_a_row_a_stage(site, lap):
    ask(lap, waits=4)
    row, *others = table(site, "tower")
    assert [one[3] for one in others] == ["data", "platform"]
    assert row[:5] == ["1", "Late arrivals", "1", "definition", "running"]
    assert [round(float(cell)) for cell in row[7:10]] == [3, 4, 0]


def test_the_files_of_a_finished_lap(site, lap):
    lap.round()
    assert [row[:2] for row in table(site, "laps")] == [["Late arrivals", "1"]]
    assert [row[0] for row in table(site, "stages")] == [
        "definition",
        "data",
        "platform",
        "training",
        "integration",
        "release",
    ]
    assert sum(int(row[1]) for row in table(site, "throughput")) == 1
    lead = table(site, "lead")
    assert len(lead) == 7 * 13
    assert sum(int(row[2]) for row in lead) == 7


def test_days_in_a_file_begin_where_the_reader_is(site, lap):
    ask(lap)
    user = lap.cast.user("ana")
    user.time_zone = "Pacific/Auckland"
    user.save()
    [row] = table(site, "stuck")
    assert row[3].endswith("+13:00")


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\uff1d1"],
)
def test_no_cell_is_a_formula(site, lap, title):
    ask(lap)
    UseCase.objects.filter(pk=lap.use_case.pk).update(title=title)
    Gate.objects.update(reason=title)
    [row] = table(site, "stuck")
    assert row[0] == row[-1] == f"'{title}"
    assert table(site, "tower")[0][1] == f"'{title}"


def test_there_is_no_file_of_another_name(site, lap):
    assert site.client("ana").get(f"{ADDRESS}people.csv").status_code == 404


def test_whoever_is_not_signed_in_is_sent_to_the_door(site, client):
    for address in (ADDRESS, f"{ADDRESS}tower.csv"):
        assert client.get(address).status_code == 302


def test_it_is_only_read(site):
    for address in (ADDRESS, f"{ADDRESS}tower.csv"):
        assert site.client("ana").post(address).status_code == 405


def test_a_stranger_finds_no_trace_on_the_page(site, lap):
    lap.round()
    lap.start(entry_stage="training")
    told = said(site, "stan")
    assert "Late arrivals" not in told
    assert "No cycle runs that you may see" in told
    assert "No gate opened in this period" in told
    assert "1 lap" not in told


@pytest.mark.parametrize("which", TABLES)
def test_a_stranger_finds_no_trace_in_a_file(site, lap, which):
    lap.round()
    lap.start(entry_stage="data")
    lap.tick(days=40)
    for row in table(site, which, "stan"):
        assert all(cell in ("", "0", "0.0") for cell in row[1:] if not cell.startswith("20")), row


def test_an_officer_sees_it_all(site, lap):
    lap.round()
    assert "Late arrivals" in said(site, "ola")


def test_a_second_lap_of_others_marks_nothing_for_who_may_not_see_it(site, lap):
    """Dot is in one use case alone; a faster one that she can't see must not take her record."""
    lap.start()
    other = lap.make.use_case(title="Other", slug="other")
    lap.cast.join(other.scope, "ana", "ava", "sam")
    before, lap.use_case = lap.use_case, other
    lap.start()
    lap.define()
    lap.use_case = before
    lap.tick(days=2)
    lap.define()
    assert 'aria-label="best of all"' in site.client("ana").get(ADDRESS).content.decode()
    assert 'aria-label="best of all"' not in site.client("dot").get(ADDRESS).content.decode()
    assert "Other" not in said(site, "dot")


def test_the_board_leads_to_the_tower(site, lap):
    page = site.client("ana").get("/board/").content.decode()
    assert 'href="../timing/"' in page
    assert '<a href="/timing/">Timing</a>' in page


def test_the_page_stands_among_the_boards_views_and_the_places(site, lap):
    page = site.client("ana").get(ADDRESS).content.decode()
    assert '<a href="/timing/" aria-current="page">Timing</a>' in page
    assert 'href="/board/?view=table"' in page


def test_the_number_of_queries_does_not_grow_with_use_cases(site, lap):
    lap.round()
    few = counted(lap)
    for n in range(4):
        case = lap.make.use_case(title=f"Case {n}", slug=f"case-{n}")
        lap.cast.join(case.scope)
        before, lap.use_case = lap.use_case, case
        ask(lap)
        lap.use_case = before
    assert counted(lap) == few <= 11


def counted(lap) -> int:
    """What the page itself asks the database for, without the frame around it."""
    with CaptureQueriesContext(connection) as seen:
        sheets.build(lap.cast.actor("ana", now=lap.now), {}, lap.now)
    return len(seen)
