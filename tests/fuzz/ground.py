"""What is there before the fuzzing: use cases in every state, four people, and their tokens."""

import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils import timezone

from benchmarks import site
from governance.models import Scope
from governance.services import memberships, people, sealing, tokens
from governance.words import Role, SiteRole
from tests.cast import SETUP, Cast
from tests.fuzz import ends
from tests.grounds import full
from tests.grounds.premises import tell_people
from tests.story import reading
from workflows.mlflow import client
from workflows.services import positions

# Each but the last holds one role; Dov is who a small site has, one person for all of operations.
ROLES = {"analyst": "ana", "data scientist": "sam", "operations": "dov", "officer": "ola"}
OPERATIONS = (Role.IT, Role.DATA_ENGINEER, Role.APP_DEVELOPER)
# Younger use cases beside the one that went round, each stopped at another step.
STATES = (site.founded, site.defining, site.asked, site.data, site.measured, site.approved)
FEW = (site.defining, site.asked)

Tokens = dict[str, str]


@contextmanager
def own_database() -> Iterator[None]:
    """A new one on the server of DATABASE_URL, gone afterwards."""
    connection.settings_dict["TEST"]["NAME"] = f"pitwall_fuzz_{uuid.uuid4().hex[:8]}"
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


@contextmanager
def filled(states: Sequence = STATES) -> Iterator[Tokens]:
    """The database at hand, filled; a token for each of ROLES."""
    with tempfile.TemporaryDirectory(prefix="pitwall-fuzz-") as home:
        words = {"PITWALL_HOME": Path(home), "TRAINING_SCRIPTS": settings.TRAINING_SCRIPTS}
        with override_settings(**words), pytest.MonkeyPatch.context() as patches:
            with transaction.atomic():  # commits by the thousand take their time
                cast = fill(patches, states)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:  # nothing else tells it of tables this new
                    cursor.execute("ANALYZE")
            patches.setattr(client, "model_version", lambda **asked: reading(asked["version"]))
            yield {role: token(cast, name) for role, name in ROLES.items()}


def fill(patches: pytest.MonkeyPatch, states: Sequence) -> Cast:
    lap = full.everything(patches)
    more_states(lap.cast, patches, states)
    people_of(lap.cast)
    ends.leave(lap, list(ROLES.values()))
    sealing.seal(now=timezone.now())
    return lap.cast


def more_states(cast: Cast, patches: pytest.MonkeyPatch, states: Sequence) -> None:
    """Younger use cases; what readers of the ledger do is done."""
    begun = timezone.now() - timedelta(days=12)
    for number, story in enumerate(states, 11):
        story(site.Numbered(cast, begun, patches, number))
    tell_people()
    while positions.catch_up(now=timezone.now()):
        pass


def people_of(cast: Cast) -> None:
    now = timezone.now()
    for scope in Scope.objects.exclude(key="site"):
        for role in OPERATIONS:
            memberships.add(
                actor=SETUP, scope_id=scope.pk, user_id=cast.id("dov"), role=role, now=now
            )
    people.grant_site_role(
        actor=SETUP, user_id=cast.id("ola"), role=SiteRole.ADMINISTRATOR, now=now
    )


def token(cast: Cast, name: str) -> str:
    return tokens.make(actor=cast.actor(name), name="fuzz", now=timezone.now()).secret
