"""Premises on which next to nothing has happened: two use cases that are hardly begun, and people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.services import applications
from tests.cast import Cast
from tests.projects.conftest import Make
from workflows.services import cycles


def fill(patches: pytest.MonkeyPatch) -> dict[str, object]:
    """What has an address of its own, by the names that tests/every_page/table.py uses."""
    now = timezone.now() - timedelta(days=1)
    cast = Cast(now)
    cast.policy_version()
    make = Make(cast, now)
    blank, begun = make.use_case("A blank page"), make.use_case("Just begun")
    for one in (blank, begun):
        cast.join(one.scope)
    cycles.start(actor=cast.ana, use_case_id=begun.pk, now=now)
    application = applications.register(
        actor=cast.ann,
        use_case_id=begun.pk,
        key="crew-desk",
        title="Crew desk",
        owner_id=cast.id("ann"),
        now=now,
    )
    return {
        "slug": blank.slug,
        "begun": begun.slug,
        "number": 1,
        "stage": "definition",
        "application": application.pk,
    }
