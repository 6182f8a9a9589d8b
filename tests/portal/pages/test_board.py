"""The board: columns by earliest shut gate, the table, and filters in the address."""

import pytest

from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db


def test_a_use_case_stands_at_its_earliest_shut_gate(site, lap):
    lap.start()
    lap.define()
    said = words(site.client("ana").get("/board/"))
    assert "Data 1 data engineer Late arrivals" in said
    assert "Dee brings the data plan to its gate" in said


def test_a_ticket_names_the_vote_that_is_missing(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    review = lap.submit("definition", "ana")
    lap.vote(review, "sam")
    said = words(site.client("ava").get("/board/"))
    assert "Ava votes" in said
    assert "Your vote, due 9 March" in said
    assert "Waits for me 1" in said


def test_the_same_as_a_table(site, lap):
    lap.start()
    said = words(site.client("ana").get("/board/?view=table"))
    assert "Late arrivals Definition" in said
    assert "Definition, under way" in said


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("show=mine", True),
        ("show=stuck", False),
        ("show=service", False),
        ("show=nonsense", True),
        ("tier=low", True),
        ("tier=high", False),
        ("role=analyst", True),
        ("role=it", False),
        ("residency=on_premises", True),
        ("residency=anywhere", False),
        ("tier=low&role=analyst&view=table", True),
        ("view=table&page=99", True),
    ],
)
def test_filters_live_in_the_address(site, lap, query, there):
    lap.start()
    lap.make.brief(lap.use_case)
    response = site.client("ana").get(f"/board/?{query}")
    assert response.status_code == 200
    assert ("Late arrivals" in words(response)) is there


def test_an_overdue_vote_is_stuck(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    lap.tick(days=8)
    assert "overdue since 9 March" in words(site.client("ana").get("/board/?show=stuck"))


def test_whoever_may_see_nothing_is_told_why(site, lap):
    assert "No use case that you may see" in words(site.client("stan").get("/board/"))


def test_the_number_of_queries_does_not_grow_with_use_cases(
    site, lap, django_assert_max_num_queries
):
    for n in range(5):
        lap.make.use_case(title=f"Case {n}", slug=f"case-{n}")
    client = site.client("ana")
    client.get("/board/")
    with django_assert_max_num_queries(60):
        client.get("/board/")
