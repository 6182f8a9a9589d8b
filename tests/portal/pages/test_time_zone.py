"""Everybody chooses the time zone in which pages write moments to them."""

import pytest

from governance.models import LedgerEntry, User
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
ACCOUNT = "/account/"


def test_it_is_chosen_by_its_person_and_recorded_once(site, lap):
    client = site.client("ana")
    for _time in range(2):
        said = words(client.post(ACCOUNT + "zone/", {"zone-time_zone": "Asia/Tokyo"}, follow=True))
        assert "Pages write times for this zone from now on." in said
    assert User.objects.get(username="ana").time_zone == "Asia/Tokyo"
    assert LedgerEntry.objects.filter(kind="person.time_zone_chosen").count() == 1


def test_a_place_that_has_no_zone_is_refused(site, lap):
    response = site.client("ana").post(ACCOUNT + "zone/", {"zone-time_zone": "Moon/Crater"})
    assert response.status_code == 422
    assert not LedgerEntry.objects.filter(kind="person.time_zone_chosen").exists()
