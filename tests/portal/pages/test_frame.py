"""What stands around every page."""

import pytest

from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db


def test_the_api_is_one_click_away_and_the_console_for_those_whom_it_lets_in(site, lap):
    for name in ("ana", "ola", "ada"):
        text = words(site.client(name).get("/"))
        assert "REST API" in text
        assert ("Console" in text) == (name != "ana")
