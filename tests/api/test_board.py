"""Where things stand over HTTP: the board, the desk, search, timing and monitoring."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from rest_framework.test import APIClient

from governance.models import ApiToken
from portal.pages.monitoring import everywhere
from workflows.models import Position
from workflows.services import positions


def test_the_board_is_filtered_and_ordered_like_its_table(told, api):
    told.start()
    (row,) = api("ana").get("board/").json()["items"]
    assert (row["use_case"], row["stage"], row["cycle"]) == (told.use_case.slug, "definition", 1)
    assert row["turn_role"] == "analyst"
    for query, found in (
        ({"stage": "definition", "role": "analyst", "q": "late"}, 1),
        ({"stage": "release"}, 0),
        ({"show": "mine", "ordering": "-urgent_at"}, 1),
        ({"show": "service"}, 0),
    ):
        assert len(api("ana").get("board/", query).json()["items"]) == found, query
    assert api("ana").get("board/", {"stage": "lunch"}).status_code == 422
    assert api("stan").get("board/").json()["items"] == []


def test_the_desk_says_what_waits_and_why(told, api):
    told.start()
    waiting = api("ana").get("me/waiting/").json()
    assert waiting["count"] == len(waiting["items"]) > 0
    assert all(one["title"] and one["href"] for one in waiting["items"])
    assert api("stan").get("me/waiting/").json() == {"count": 0, "items": []}
    assert len(api("ana").get("me/waiting/", {"limit": 1}).json()["items"]) == 1


def test_what_happened_is_told_in_sentences_to_who_may_see_it(told, api):
    told.start()
    newest = api("ana").get("me/activity/").json()["items"][0]
    assert newest["use_case"] == told.use_case.slug
    assert "Cycle 1" in newest["text"]
    assert api("stan").get("me/activity/").json()["items"] == []


def test_a_search_finds_what_one_may_see(told, api):
    found = api("ana").get("search/", {"q": "late"}).json()
    assert {"cases"} <= {one["kind"] for one in found}
    (case,) = api("ana").get("search/", {"q": "late", "kind": "cases"}).json()
    assert case["id"] == told.use_case.pk
    assert api("stan").get("search/", {"q": "late arrivals"}).json() == []
    assert api("ana").get("search/", {"q": "late", "kind": "bags"}).status_code == 422


def test_what_serves_is_watched_and_how_long_it_took_is_told(whole, api):
    (row,) = api("ana").get("monitoring/").json()["items"]
    assert (row["use_case"], row["serving"]) == (whole.use_case.slug, True)
    assert api("ana").get(f"releases/{row['release']}/").status_code == 200
    tables = api("ana").get("timing/").json()
    for one in tables:
        table = api("ana").get(f"timing/{one['name']}/", {"period": "12m"}).json()
        assert table["columns"] == one["columns"]
        assert all(len(line) == len(table["columns"]) for line in table["rows"])
    laps = api("ana").get("timing/laps/").json()["rows"]
    assert laps[0][0] == whole.use_case.title
    assert api("stan").get("timing/laps/").json()["rows"] == []
    assert api("ana").get("timing/lunch/").status_code == 404
    assert api("ana").get("timing/laps/", {"period": "9y"}).status_code == 422


def test_monitoring_says_what_its_page_draws(told, api):
    told.round()
    told.serve_month(datetime(2026, 4, 1, tzinfo=UTC), 80)
    (row,) = api("ana").get("monitoring/").json()["items"]
    (drawn,) = everywhere.rows(Position.objects.all())
    assert row["release"] == drawn.release.pk
    assert (row["window"], row["window_state"]) == (drawn.last.pk, "breached")
    assert row["findings"] == drawn.findings > 0
    assert row["watch"] == 1


def test_a_site_that_is_updated_says_the_same_of_operation(told):
    """What the migration fills in is what is written after an act."""
    told.round()
    told.serve_month(datetime(2026, 4, 1, tzinfo=UTC), 80)
    positions.catch_up(now=told.now)
    names = ("release_id", "judged_id", "judged", "concerns")
    written = Position.objects.values(*names).get()
    assert all(written.values())
    Position.objects.update(release_id=None, judged_id=None, judged="", concerns=0)
    import_module("workflows.migrations.0016_positions_of_operation").fill(apps, None)
    assert Position.objects.values(*names).get() == written


@pytest.mark.parametrize("address", ["me/waiting/", "search/?q=late", "saved-views/"])
def test_a_key_of_one_use_case_is_no_key_to_the_whole_desk(told, api, address):
    made = api("ana").post(
        "tokens/", {"name": "narrow", "use_case": told.use_case.slug, "allows": ["read"]}
    )
    # knox reads the host's clock
    ApiToken.objects.update(expiry=timezone.now() + timedelta(days=1))
    narrow = APIClient()
    narrow.credentials(HTTP_AUTHORIZATION=f"Bearer {made.json()['secret']}")
    answer = narrow.get(f"/api/v1/{address}")
    assert answer.status_code == 403
