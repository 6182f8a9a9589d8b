"""A key of one use case, held by a source's owner: the source and other use cases are beyond it."""

from collections.abc import Callable

import pytest

from governance.actors import Actor
from governance.errors import Denied, NotVisible
from projects import queries
from projects.services import source_access, sources


@pytest.fixture
def asked(use_case, make, cast, now):
    return source_access.ask(
        actor=cast.dee,
        use_case_id=use_case.pk,
        source_id=make.source(owner_id=cast.id("dee")).pk,
        reason="Delays start there.",
        now=now,
    )


@pytest.fixture
def key(cast, now) -> Callable[[int], Actor]:
    """Dee's key to the use case of a scope."""
    return lambda scope_id: Actor.of(cast.user("dee"), via="api", now=now, within=scope_id)


@pytest.fixture
def elsewhere(cast, key) -> Actor:
    return key(cast.team("dee", key="digits", label="Digits").pk)


def test_it_decides_for_its_own_use_case(asked, key, now):
    row = source_access.grant(actor=key(asked.scope_id), access_id=asked.pk, now=now)
    assert row.state == "granted"


def test_it_decides_for_no_other(asked, elsewhere, unchanged, now):
    with unchanged(), pytest.raises(NotVisible):
        source_access.grant(actor=elsewhere, access_id=asked.pk, now=now)


def test_it_sees_what_waits_in_its_own_alone(asked, key, elsewhere, now):
    assert list(queries.access_waiting_for(key(asked.scope_id), now)) == [asked]
    assert list(queries.access_waiting_for(elsewhere, now)) == []


def test_it_describes_no_source_anew(asked, key, unchanged, now):
    with unchanged(), pytest.raises(Denied, match="concerns the whole site"):
        sources.change(actor=key(asked.scope_id), source_id=asked.source_id, title="Mine", now=now)
