"""Places and sources are registered once; a source's owner describes it."""

import pytest

from governance.errors import Denied, Invalid, NotVisible
from projects.services import sources
from tests.projects.conftest import kinds


def test_a_data_engineer_registers_a_source(use_case, make, cast, now):
    row = make.source(volume=336_776, reached_by="database, read only")
    assert (row.owner, row.volume, row.registered_by) == (
        cast.user("stan"),
        336_776,
        cast.user("dee"),
    )
    assert kinds()[-1] == "source.registered"


def test_other_roles_cannot(use_case, make, cast, unchanged):
    place = make.place("hall-a")
    with unchanged(), pytest.raises(Denied) as refusal:
        make.source(actor=cast.sam, place_id=place.pk)
    assert refusal.value.who_can == "data engineer"


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"key": "Not a key"}, "key", "small letters"),
        ({"title": ""}, "title", "empty"),
        ({"owner_id": 9_999_999}, "owner_id", "no such person"),
        ({"owner_id": "stan"}, "owner_id", "no such person"),
        ({"classification": "top"}, "classification", "“top” isn't one of"),
        ({"volume": -1}, "volume", "too small"),
        ({"volume": 2**60}, "volume", "too large"),
        ({"volume": "many"}, "volume", "isn't a whole number"),
        ({"place_id": 9_999_999}, "place_id", "“9999999”"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_kept(use_case, make, unchanged, given, field, says):
    place = make.place("hall-a")
    values = {"key": "movements", "place_id": place.pk} | given
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.source(**values)
    assert says in refusal.value.fields[field]


def test_a_key_is_taken_once(use_case, make, unchanged):
    place = make.source().place
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.source(place_id=place.pk)
    assert "taken" in refusal.value.fields["key"]


def test_its_owner_describes_it_and_hands_it_on(use_case, make, cast, now):
    row = make.source()
    row = sources.change(
        actor=cast.stan, source_id=row.pk, volume=7, owner_id=cast.id("dee"), now=now
    )
    assert (row.volume, row.owner, row.title) == (7, cast.user("dee"), "Movements")
    assert kinds()[-1] == "source.changed"


def test_nobody_else_describes_it(use_case, make, cast, unchanged, now):
    row = make.source()
    with unchanged(), pytest.raises(Denied) as refusal:
        sources.change(actor=cast.dee, source_id=row.pk, volume=7, now=now)
    assert refusal.value.who_can == "Stan"


def test_an_empty_change_is_refused(use_case, make, cast, unchanged, now):
    row = make.source()
    with unchanged(), pytest.raises(Invalid):
        sources.change(actor=cast.stan, source_id=row.pk, now=now)


def test_a_source_that_is_not_there_is_not_found(use_case, cast, unchanged, now):
    with unchanged(), pytest.raises(NotVisible):
        sources.change(actor=cast.stan, source_id=404, volume=7, now=now)


def test_a_place_needs_a_kind_that_exists(make, unchanged):
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.place("orbit", kind="space")
    assert "“space” isn't one of: on_premises, cloud" in refusal.value.fields["kind"]


def test_a_place_is_added_once(make, unchanged):
    make.place("hall-b")
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.place("hall-b")
    assert "taken" in refusal.value.fields["code"]


def test_an_analyst_adds_no_place(use_case, make, cast, unchanged):
    with unchanged(), pytest.raises(Denied):
        make.place("hall-b", actor=cast.ana)
