"""Pages of a list: none lost and none twice while rows are added, in whichever order."""

from datetime import timedelta

import pytest

from projects.models import UseCase
from tests.api.routes import routes


def read_on(program, address: str, **query) -> list[dict]:
    """All the items, page by page, each asked for by the Link of the one before."""
    items, page = [], program.get(address, query)
    while True:
        assert page.status_code == 200, page.content
        items += page.json()["items"]
        if page.json()["next"] is None:
            assert "Link" not in page
            return items
        link, _, rel = page["Link"].partition("; ")
        assert rel == 'rel="next"'
        page = program.client.get(link.strip("<>"))


def test_it_reads_on_from_the_cursor(told, api):
    for number in range(5):
        told.make.use_case(f"Case {number}")
    first = api("ola").get("use-cases/", {"limit": 2}).json()
    assert len(first["items"]) == 2
    told.make.use_case("Came meanwhile")
    seen, cursor = [one["id"] for one in first["items"]], first["next"]
    while cursor:
        page = api("ola").get("use-cases/", {"limit": 2, "cursor": cursor}).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, reverse=True)


def test_fifty_is_a_page_unless_told_otherwise(told, api):
    for number in range(60):
        told.make.use_case(f"Case {number}")
    page = api("ola").get("use-cases/").json()
    assert len(page["items"]) == 50
    assert page["next"]


def test_filters_narrow(told, api):
    told.make.use_case("Bags")
    found = api("ola").get("use-cases/", {"slug": "bags"}).json()
    assert [one["title"] for one in found["items"]] == ["Bags"]
    assert api("ola").get("use-cases/", {"lifecycle": "retired"}).json()["items"] == []


@pytest.mark.parametrize("ordering", ["title", "-title", "created_at", "-created_at", "id", "-id"])
def test_each_order_holds_from_page_to_page(told, api, ordering):
    for number in range(6):
        told.make.use_case(f"Case {number}")
    UseCase.objects.filter(title__in=["Case 1", "Case 2", "Case 4"]).update(title="Alike")
    late = UseCase.objects.get(title="Case 5")
    UseCase.objects.filter(pk=late.pk).update(
        created_at=late.created_at + timedelta(microseconds=1)
    )
    name, down = ordering.lstrip("-"), ordering.startswith("-")
    rows = sorted(UseCase.objects.all(), key=lambda row: (getattr(row, name), row.pk), reverse=down)
    found = read_on(api("ola"), "use-cases/", limit=2, ordering=ordering)
    assert [one["id"] for one in found] == [row.pk for row in rows]


@pytest.mark.parametrize(
    "cursor", ["1", "é", "a\x00b", "W10:x", '["projects.usecase","-id",1,1]', "x" * 5000]
)
def test_what_no_list_gave_is_no_cursor(told, api, cursor):
    answer = api("ola").get("use-cases/", {"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/bad-cursor/")


def test_a_cursor_is_of_one_list_and_ordering(told, api):
    told.make.use_case("Case")
    cursor = api("ola").get("use-cases/", {"limit": 1}).json()["next"]
    for address, query in (
        ("use-cases/", {"ordering": "title"}),
        ("sources/", {}),
    ):
        answer = api("ola").get(address, query | {"cursor": cursor})
        assert answer.json()["type"].endswith("/bad-cursor/")


def test_an_unknown_ordering_is_refused_with_those_that_there_are(told, api):
    answer = api("ola").get("use-cases/", {"ordering": "summary"})
    assert answer.status_code == 422
    assert "created_at" in answer.json()["fields"]["ordering"]


def test_every_order_is_by_a_column_that_is_never_null():
    asked = 0
    for route in routes():
        rows = getattr(getattr(route.view, "get", None), "orders", ())
        for name in rows:
            assert not route.view.get.model._meta.get_field(name).null, (route.pattern, name)
            asked += 1
    assert asked > 10
