"""What nobody types and somebody sends: it filters nothing, and never reaches the database."""

from collections.abc import Iterator

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
CASE = "/use-cases/late-arrivals/"


@pytest.fixture
def parameters() -> Iterator[list[str]]:
    """What is handed to the database beside the statements."""
    found: list[str] = []

    def listen(execute, sql, params, many, context):
        found.extend(one for one in params or () if isinstance(one, str))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield found


@pytest.mark.parametrize(
    ("name", "address", "asked"),
    [
        *(("ana", "/board/", one) for one in ("tier", "stage", "role", "residency", "q", "show")),
        *(("ana", f"{CASE}record/", one) for one in ("q", "scope", "group", "by", "stage")),
        *(("ola", "/record/", one) for one in ("q", "scope", "group", "by", "stage")),
        *(("sam", f"{CASE}runs/", one) for one in ("q", "by", "param", "cycle", "status")),
        *(("sam", "/environments/", one) for one in ("q", "place", "kind", "framework", "version")),
        *(("dee", "/sources/", one) for one in ("q", "place", "kind", "class")),
        ("sam", "/search/", "q"),
        ("sam", "/notifications/", "case"),
        ("sam", "/timing/", "tier"),
    ],
)
def test_a_nul_is_kept_from_a_database_that_refuses_it(site, lap, parameters, name, address, asked):
    lap.start()
    assert site.client(name).get(address, {asked: "a\x00b"}).status_code == 200
    assert not [one for one in parameters if "\x00" in one]


def test_nothing_is_exported_of_what_has_a_nul_in_its_name(site, lap, parameters):
    lap.start()
    assert site.client("ola").post("/record/export/", {"scope": "a\x00b"}).status_code == 404
    assert not [one for one in parameters if "\x00" in one]


@pytest.mark.parametrize("sort", ["metric:\x00", "-metric:a\x00b"])
def test_no_metric_has_a_nul_in_its_name(site, lap, parameters, sort):
    lap.start()
    assert site.client("sam").get(f"{CASE}runs/", {"sort": sort}).status_code == 200
    assert not [one for one in parameters if "\x00" in one]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ana", "/search/"),
        ("ana", "/board/"),
        ("ana", f"{CASE}record/"),
        ("ola", "/record/"),
        ("sam", f"{CASE}runs/"),
        ("sam", "/environments/"),
        ("dee", "/sources/"),
    ],
)
def test_a_hundred_words_are_no_search(site, lap, parameters, name, address):
    lap.start()
    asked = {f"q{n}" for n in range(60)}
    assert site.client(name).get(address, {"q": " ".join(sorted(asked))}).status_code == 200
    assert len({one.strip("%") for one in parameters} & asked) <= 10
