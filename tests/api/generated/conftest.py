"""The generated client, and the people who call a whole Pitwall with it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from governance.services import tokens
from tests.api.generated.crew import Crew
from tests.api.generated.making import Generated, made_in
from tests.api.permissions.conftest import lap, place  # noqa: F401 (fixtures for all answers)
from tests.cast import EVERYBODY, Cast
from tests.fixtures.database import Database
from tests.fixtures.stack import standing
from tests.whole.conftest import SCRIPT


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """Once a session, from the document as it is kept."""
    with made_in(tmp_path_factory.mktemp("client")) as client:
        yield client


@pytest.fixture
def crew(fresh_database: Database, settings, generated: Generated) -> Iterator[Crew]:
    """Every part runs; there are people with their site roles and a token each, and nothing else.

    A token is made on a page, by somebody who is signed in, so these come of the service.
    """
    with standing(fresh_database, settings, PITWALL_TRAINING_SCRIPTS=f"delays={SCRIPT}") as stack:
        cast = Cast(timezone.now() - timedelta(days=2))
        cast.policy_version()
        secrets = {
            name: tokens.make(actor=cast.actor(name), name="client", now=timezone.now()).secret
            for name in EVERYBODY
        }
        stack.start("gateway", "worker", "runner", "web")
        crew = Crew(generated, stack, secrets)
        yield crew
        crew.leave()
