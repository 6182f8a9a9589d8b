"""Every page of a use case after a whole lap: read by its people, hidden from strangers."""

import re

import pytest

pytestmark = pytest.mark.django_db
CASE = "/use-cases/late-arrivals/"
PAGES = (
    *("brief/", "brief/edit/", "brief/tier/", "team/", "data/", "data/plan/"),
    *("platform/", "platform/plan/", "runs/", "integration/", "releases/"),
    *("monitoring/", "discussion/", "record/"),
)
PLACES = (
    *("/new/", "/sources/", "/environments/", "/environments/new/", "/monitoring/", "/record/"),
    *("/policies/", "/policies/p/standard/", "/policies/p/standard/draft/", "/policies/new/"),
)
ACTS = (
    *("team/", "data/ask/", "data/register/", "data/pin/", "data/want/", "platform/ask/"),
    *("runs/train/", "integration/new/", "releases/target/", "releases/execute/"),
    *("releases/back/", "releases/glass/", "monitoring/open/", "discussion/say/"),
    *("discussion/work/", "brief/edit/", "data/plan/", "platform/plan/"),
)
INLINE = re.compile(rb"<[^>]+\s(style|on[a-z]+)\s*=|<script>|hx-on|hx-vals=.js:", re.IGNORECASE)


def test_members_and_officers_read_every_page_of_a_use_case(site, lap):
    lap.round()
    for name in ("ana", "sam", "dee", "dov", "ola"):
        client = site.client(name)
        for place in PAGES:
            response = client.get(CASE + place)
            assert response.status_code == 200, (name, place)
            assert not INLINE.search(response.content), f"inline style or script on {place}"


def test_strangers_find_no_page_and_no_act_of_it(site, lap):
    lap.start()
    client = site.client("stan")
    for place in PAGES:
        assert client.get(CASE + place).status_code == 404, place
    for act in ACTS:
        assert client.post(CASE + act, {"title": "x"}).status_code == 404, act


def test_pages_can_be_read_before_anything_is_there(site, lap):
    for name in ("ana", "ola"):
        client = site.client(name)
        for place in PAGES:
            assert client.get(CASE + place).status_code == 200, (name, place)


def test_places_of_the_site_are_read_by_whoever_is_signed_in(site, lap, client):
    lap.round()
    for name in ("ana", "stan", "ola"):
        browser = site.client(name)
        for place in PLACES:
            response = browser.get(place)
            assert response.status_code == 200, (name, place)
            assert name != "stan" or b"Late arrivals" not in response.content, place
    for place in PLACES:
        assert client.get(place).status_code == 302, place
