"""What pipelines report of releases that they were told to carry out, and what follows from silence."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs
from governance.access import authorise, visible
from governance.actors import Actor
from governance.errors import StaleState
from workflows import access, pipelines, timing
from workflows.models import Release
from workflows.services import releases
from workflows.words import Driver, ReleaseState

OUTCOMES = (ReleaseState.LIVE, ReleaseState.FAILED)
LONGEST = 500
RELEASES = Release.objects.select_related("scope", "target", "candidate__cycle__use_case")


def report(*, actor: Actor, release_id: int, state: str, report: str, now: datetime) -> Release:
    """A pipeline carried a release out, or couldn't; what it says is kept with the release.

    The same outcome again gives the release back. Raises Denied, NotVisible, Invalid, and
    StaleState for a release that waits for no report, or no longer.
    """
    errors: inputs.Errors = {}
    state = inputs.choice(errors, "state", state, OUTCOMES)
    said = inputs.text(errors, "report", report, longest=LONGEST)
    with transaction.atomic():
        release = _held(actor, release_id, now)
        inputs.raise_if(errors)
        _refuse_others(release)
        if release.state == state:
            return release
        if release.state != ReleaseState.STARTING:
            raise StaleState(
                _("This release is %(state)s already.") % {"state": release.get_state_display()},
                remedy=_("Take off what was put there, and ask for the release anew."),
            )
        if state == ReleaseState.LIVE:
            return releases.went_live(release_id=release.pk, report=said, actor=actor, now=now)
        return releases.failed(release_id=release.pk, reason=said, actor=actor, now=now)


def give_up(*, release_id: int, now: datetime) -> Release:
    """No report came in time: the release has failed, what served before goes on.

    `now` is the clock's; the failure lies as long after the execution as it really took.
    """
    with transaction.atomic():
        release = RELEASES.get(pk=release_id)
        access.hold(release.scope)
        release.refresh_from_db()
        if release.pk not in pipelines.overdue(now):
            return release
        then = timing.after(release.executed_at, release.recorded_at, clock=now)
        return releases.failed(release_id=release.pk, reason=_silence(release), now=then)


def _held(actor: Actor, release_id: int, now: datetime) -> Release:
    """The release, with its use case held, for one who may report."""
    access.hold(visible(RELEASES, actor, now, pk=release_id).scope)
    release = RELEASES.get(pk=release_id)
    lifecycle = release.candidate.cycle.use_case.lifecycle
    authorise(actor, "release.report", release.scope, now=now, state=lifecycle)
    return release


def _refuse_others(release: Release) -> None:
    if release.target.driver != Driver.WEBHOOK:
        raise StaleState(
            _("No report is waited for: no pipeline carries releases to %(target)s out.")
            % {"target": release.target},
            remedy=_("Read the release: its state says whether it serves."),
        )


def _silence(release: Release) -> str:
    """Why it failed; kept with the release, so in the words of the record."""
    told = pipelines.told_at(release)
    waited = f"No report came within {settings.REPORT_WITHIN // 60} minutes."
    if told is None:
        return f"{waited} The pipeline was never told: the log of the webhook says why."
    return f"{waited} The pipeline was told at {told:%d %B %Y %H:%M} UTC."
