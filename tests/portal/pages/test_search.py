"""Search and the news: only what the reader may see."""

import pytest

from tests.portal.pages.reading import words
from workflows.models import Run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["late", "LATE ARR", "Sam"])
def test_use_cases_and_people_are_found(site, lap, asked):
    assert "Late arrivals" in words(site.client("ana").get("/search/", {"q": asked}))


def test_a_run_is_found_by_its_name(site, lap):
    lap.ready_to_train()
    lap.nominate()
    said = words(site.client("ana").get("/search/", {"q": "gbm-1"}))
    assert "gbm-1 Late arrivals · Sam" in said
    assert Run.objects.count() == 1


@pytest.mark.parametrize("asked", ["late", "gbm", "Ana", "sam", "%", "_", "\0", "x" * 5000])
def test_a_stranger_finds_nothing(site, lap, asked):
    lap.ready_to_train()
    lap.nominate()
    response = site.client("stan").get("/search/", {"q": asked})
    assert response.status_code == 200
    assert "Late arrivals" not in words(response)


def test_nothing_asked_finds_nothing(site, lap):
    assert "Nothing fits" not in words(site.client("ana").get("/search/"))


def test_the_news_are_told_to_members_alone(site, lap):
    lap.start()
    assert "Cycle 1 of Late arrivals began" in words(site.client("ana").get("/lately/"))
    assert "Nothing has happened yet" in words(site.client("stan").get("/lately/"))
