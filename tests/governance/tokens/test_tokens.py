"""Keys to the API."""

from datetime import timedelta

import pytest

from governance.errors import Denied, Invalid, NotVisible, StaleState
from governance.models import ApiToken, LedgerEntry
from governance.services import people, tokens


@pytest.fixture
def pipeline(cast, now):
    return people.add(
        actor=cast.ada, username="pipeline", full_name="Pipeline", is_service=True, now=now
    )


def test_the_secret_is_shown_once_and_kept_nowhere(cast, now):
    made = tokens.make(actor=cast.ana, name="laptop", days=7, now=now)
    assert made.token.expiry == now + timedelta(days=7)
    row = ApiToken.objects.values().get()
    assert made.secret not in row.values()
    entry = LedgerEntry.objects.latest("pk")
    assert entry.kind == "token.made"
    assert made.secret not in entry.body


def test_it_ends_when_it_is_revoked(cast, now):
    made = tokens.make(actor=cast.ana, name="laptop", now=now)
    tokens.revoke(actor=cast.ana, key=made.token.token_key, now=now)
    assert not ApiToken.objects.exists()
    assert LedgerEntry.objects.latest("pk").kind == "token.revoked"


def test_nobody_sees_or_revokes_anothers(cast, now):
    made = tokens.make(actor=cast.ana, name="laptop", now=now)
    assert not tokens.of(actor=cast.ava, now=now).exists()
    with pytest.raises(NotVisible):
        tokens.revoke(actor=cast.ava, key=made.token.token_key, now=now)
    with pytest.raises(Denied):
        tokens.everybodys(actor=cast.ola, now=now)


def test_an_administrator_sees_and_ends_anybodys(cast, now):
    """One that was lost is ended at once, whoever's it is; opening anything with it is another matter."""
    made = tokens.make(actor=cast.ana, name="laptop", now=now)
    assert list(tokens.everybodys(actor=cast.ada, now=now)) == [made.token]
    tokens.revoke(actor=cast.ada, key=made.token.token_key, now=now)
    assert not ApiToken.objects.exists()
    assert LedgerEntry.objects.latest("pk").actor_name == "Ada"


def test_its_last_use_is_noted_once_a_minute(cast, now):
    token = tokens.make(actor=cast.ana, name="laptop", now=now).token
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        token.refresh_from_db()
        at = now + timedelta(seconds=seconds)
        tokens.used(digest=token.digest, last=token.last_used_at, now=at)
        token.refresh_from_db()
        assert token.last_used_at == now + timedelta(seconds=noted)


def test_an_administrator_makes_one_for_a_service_account(cast, pipeline, now):
    made = tokens.make(actor=cast.ada, name="nightly", user_id=pipeline.pk, now=now)
    assert made.token.user == pipeline
    tokens.revoke(actor=cast.ada, key=made.token.token_key, now=now)


def test_nobody_makes_one_for_another_person(cast, now):
    with pytest.raises(Denied):
        tokens.make(actor=cast.ada, name="hers", user_id=cast.id("ana"), now=now)


def test_others_make_none_for_a_service_account(cast, pipeline, now):
    with pytest.raises(Denied):
        tokens.make(actor=cast.ana, name="nightly", user_id=pipeline.pk, now=now)


@pytest.mark.parametrize(
    ("changes", "field"), [({"name": ""}, "name"), ({"days": 0}, "days"), ({"days": 366}, "days")]
)
def test_it_names_what_it_cant_take(cast, now, changes, field):
    with pytest.raises(Invalid) as told:
        tokens.make(actor=cast.ana, **({"name": "laptop"} | changes), now=now)
    assert set(told.value.fields) == {field}


def test_there_is_an_end_to_them(cast, now):
    for n in range(tokens.MOST):
        tokens.make(actor=cast.ana, name=f"laptop {n}", now=now)
    with pytest.raises(StaleState):
        tokens.make(actor=cast.ana, name="one more", now=now)


def test_it_opens_the_api_until_the_account_is_closed(cast, client, now, settings):
    from django.utils import timezone

    made = tokens.make(actor=cast.ana, name="laptop", now=timezone.now())
    bearer = {"Authorization": f"Bearer {made.secret}"}
    assert client.get("/api/v1/schema/", headers=bearer).status_code == 200
    people.deactivate(actor=cast.ada, user_id=cast.id("ana"), now=now)
    assert client.get("/api/v1/schema/", headers=bearer).status_code == 401
