"""Feedback that the reader waits for: windows that are over and can’t be judged yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from governance.access import held
from governance.actors import Actor
from governance.models import Membership
from governance.services.policies import version_rules
from governance.words import Role
from portal.pages.owed import Owed
from workflows.models import Window
from workflows.words import WindowState

WATCHING = (Role.DATA_SCIENTIST, Role.DEVOPS, Role.ANALYST)


def feedback(actor: Actor, now: datetime) -> Iterator[Owed]:
    """Windows whose feedback still has time to come, where the reader answers for the model."""
    if not any(one.role in WATCHING for one in held(actor, now)):
        return
    mine = Membership.objects.active(now).filter(user_id=actor.user_id, role__in=WATCHING)
    rows = Window.objects.filter(
        scope__in=mine.values("scope_id"), state=WindowState.OPEN, ends_at__lte=now
    ).select_related("scope", "release__candidate__cycle__policy_version")
    for one in rows.defer("metrics", "drift", "weeks").order_by("ends_at")[:10]:
        rules = version_rules(one.release.candidate.cycle.policy_version).monitoring
        yield Owed(
            who=_("What turned out to be true"),
            role="",
            what=_("Feedback on %(window)s of %(case)s, before it is judged")
            % {"window": one.label, "case": one.scope.label},
            since=one.ends_at,
            due=one.ends_at + timedelta(days=rules.lateness_days),
        )
