"""Fifty use cases with a key each and one frozen run, in the database that the environment names.

Reads {"experiments": {workspace: id}, "frozen": run id} from its input, and prints the keys by
workspace; run as `python -m benchmarks.use_cases`.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (Django has to be set up before)
from django.utils import timezone  # noqa: E402

from governance.actors import Actor  # noqa: E402
from governance.services import memberships, people, tokens  # noqa: E402
from governance.words import Role, SiteRole  # noqa: E402
from projects.services import places, use_cases  # noqa: E402
from workflows.models import MlflowBinding, MlflowServer  # noqa: E402
from workflows.services import freezing, targets  # noqa: E402
from workflows.words import FrozenKind  # noqa: E402

SETUP = Actor.system("setup")


def main() -> None:
    told = json.load(sys.stdin)
    now = timezone.now() - timedelta(hours=1)
    call_command("prepare")
    server = MlflowServer.objects.create(
        key="own", title="Pitwall's MLflow", tracking_uri="http://127.0.0.1:1"
    )
    officer = _site(SiteRole.OFFICER, now)
    place = places.add(
        actor=_site(SiteRole.ADMINISTRATOR, now),
        code="hall",
        title="Hall",
        kind="on_premises",
        now=now,
    )
    targets.add(actor=SETUP, key="cluster", title="Cluster", place_id=place.pk, now=now)
    keys = {
        workspace: _key(officer, server, workspace, experiment, now)
        for workspace, experiment in told["experiments"].items()
    }
    first = MlflowBinding.objects.get(workspace=min(keys)).scope
    named: dict[str, set[str]] = {FrozenKind.RUN: {told["frozen"]}}
    freezing.freeze(first, named, why="a benchmark's frozen run", now=now)
    print(json.dumps(keys))


def _person(username: str, now: datetime) -> Any:
    email = f"{username}@example.org"
    return people.add(
        actor=SETUP, username=username, full_name=username.capitalize(), email=email, now=now
    )


def _site(role: SiteRole, now: datetime) -> Actor:
    user = _person(str(role), now)
    people.grant_site_role(actor=SETUP, user_id=user.pk, role=role, now=now)
    return Actor.of(user, via="page", now=now)


def _key(
    officer: Actor, server: MlflowServer, workspace: str, experiment: str, now: datetime
) -> str:
    """A use case under the standard policy, and the key of its data scientist."""
    use_case = use_cases.create(
        actor=officer, title=workspace, slug=workspace, founder_role="", now=now
    )
    user = _person(f"{workspace}-scientist", now)
    memberships.add(
        actor=SETUP,
        scope_id=use_case.scope_id,
        user_id=user.pk,
        role=Role.DATA_SCIENTIST,
        now=now,
    )
    MlflowBinding.objects.create(
        scope=use_case.scope, server=server, workspace=workspace, experiment_id=experiment
    )
    actor = Actor.of(user, via="page", now=now)
    return tokens.make(
        actor=actor, name="benchmark", scope_id=use_case.scope_id, now=timezone.now()
    ).secret


if __name__ == "__main__":
    main()
