"""The board's table sorts and pages by its address; its filters can be kept under a name."""

import pytest

from governance.models import LedgerEntry, SavedView
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db


def save(site, name: str = "Small ones", query: str = "tier=low&view=table", who: str = "ana"):
    return site.client(who).post("/board/views/", {"view-name": name, "query": query})


def test_filters_are_kept_under_a_name_and_opened(site, lap):
    response = save(site)
    assert response["Location"] == "/board/?tier=low&view=table"
    page = site.client("ana").get("/board/")
    assert "Small ones" in words(page)
    assert 'href="/board/?tier=low&amp;view=table"' in page.content.decode()


def test_keeping_one_is_recorded_without_its_words(site, lap):
    save(site)
    entry = LedgerEntry.objects.get(kind="person.view_saved")
    assert "Small ones" not in entry.body
    assert "tier" not in entry.body


def test_the_same_name_gets_the_new_filters(site, lap):
    save(site)
    save(site, query="tier=high")
    assert list(SavedView.objects.values_list("query", flat=True)) == ["tier=high"]


def test_what_the_board_doesnt_know_isnt_kept(site, lap):
    save(site, query="tier=low&evil=1&page=7")
    assert SavedView.objects.get().query == "tier=low"


def test_a_view_without_a_name_says_so(site, lap):
    response = save(site, name=" ")
    assert response.status_code == 422
    assert "This is empty; fill it in." in words(response)


def test_it_is_renamed_but_to_no_name_that_is_taken(site, lap):
    save(site)
    save(site, name="Mine", query="show=mine")
    view = SavedView.objects.get(name="Mine")
    address = f"/board/views/{view.pk}/rename/"
    client = site.client("ana")
    assert client.post(address, {"view-name": "Small ones", "query": ""}).status_code == 422
    assert client.post(address, {"view-name": "My own", "query": ""}).status_code == 302
    view.refresh_from_db()
    assert view.name == "My own"


def test_it_is_deleted(site, lap):
    save(site)
    view = SavedView.objects.get()
    site.client("ana").post(f"/board/views/{view.pk}/delete/", {"query": "show=mine"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("act", ["rename", "delete"])
def test_somebody_elses_view_isnt_there(site, lap, act):
    save(site)
    view = SavedView.objects.get()
    response = site.client("ava").post(f"/board/views/{view.pk}/{act}/", {"view-name": "x"})
    assert response.status_code == 404
    assert "Small ones" not in words(site.client("ava").get("/board/"))


def test_the_table_sorts_by_its_headings(site, lap):
    for title in ("Beta", "Alpha"):
        lap.make.use_case(title=title, slug=title.lower())
    client = site.client("ola")
    said = words(client.get("/board/?view=table&sort=name"))
    assert said.index("Alpha") < said.index("Beta") < said.index("Late arrivals")
    said = words(client.get("/board/?view=table&sort=-name"))
    assert said.index("Late arrivals") < said.index("Beta") < said.index("Alpha")


def test_words_narrow_the_board(site, lap):
    lap.make.use_case(title="Crew rest", slug="crew-rest")
    said = words(site.client("ola").get("/board/?q=crew"))
    assert "Crew rest" in said
    assert "Late arrivals" not in said


def test_a_column_shows_its_first_and_leads_to_the_rest(site, lap):
    for number in range(14):
        lap.make.use_case(title=f"Case {number}", slug=f"case-{number}")
    page = site.client("ola").get("/board/")
    assert "3 more in the table" in words(page)
    assert 'href="?stage=definition&amp;view=table"' in page.content.decode()
