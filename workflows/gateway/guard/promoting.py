"""Setting a protected alias or stage is executing a release: by the same service, or not at all."""

from datetime import datetime

from django.db.models import Q

from governance.errors import Denied, PitwallError
from governance.models import Delivery
from workflows.gateway.guard.callers import Caller
from workflows.gateway.guard.judging import Promotion, Refusal, page
from workflows.models import Candidate, Release, Target
from workflows.services import intents, releases
from workflows.words import Driver, ReleaseState

OVER = frozenset({ReleaseState.FAILED, ReleaseState.STOPPED, ReleaseState.REPLACED})

# Nobody waits at the gateway for what may take a pipeline an hour.
AWAITED = (
    "The release is recorded, and its pipeline is told; the alias is set once that reports. "
    "See the use case's Releases page."
)


def begin(caller: Caller, asked: Promotion, now: datetime) -> int | Refusal:
    """Execute the release that the call stands for; its id, or why it isn't made.

    The record's entry of the execution is the intent; that the version went live, the outcome.
    """
    candidate = (
        Candidate.objects.filter(scope_id=caller.scope_id, model=asked.model, version=asked.version)
        .select_related("cycle__target")
        .order_by("-pk")
        .first()
    )
    name = f"{asked.model} version {asked.version}"
    if candidate is None:
        return _refused(
            caller,
            asked,
            f"{name} was never nominated, so nothing was measured or approved.",
            "runs/",
        )
    target = _target(candidate, asked)
    if target is None:
        return _refused(
            caller, asked, f"No target of {caller.title} goes by this name.", "releases/"
        )
    try:
        release = releases.execute(
            actor=caller.actor, candidate_id=candidate.pk, target_id=target.pk, now=now
        )
    except Denied as error:
        text = f"{error.message} Who can: {error.who_can}."
        return _refused(caller, asked, text, "releases/")
    except PitwallError as error:
        return _refused(caller, asked, " ".join((error.message, *error.reasons)), "gates/")
    return release.pk


def outcome(release_id: int) -> tuple[bool, str]:
    """Whether the release is decided and in the registry, and why it didn't go live, if it didn't."""
    release = Release.objects.select_related("scope", "target").get(pk=release_id)
    if release.state == ReleaseState.LIVE:
        return _is_told(release), ""
    if release.state in OVER:
        return True, release.reason or f"The release is {release.get_state_display()}."
    if release.target.driver == Driver.WEBHOOK:
        return True, AWAITED
    return False, ""


def _is_told(release: Release) -> bool:
    """Whether the alias stands: before the version is live on a registry target, after it on others."""
    if release.target.driver == Driver.REGISTRY:
        return True
    rows = Delivery.objects.filter(subscriber=intents.READER, scope=release.scope.key)
    return not rows.filter(done_at=None, dead_at=None).exists()


def _target(candidate: Candidate, asked: Promotion) -> Target | None:
    """The cycle's own target where the alias fits, or another that goes by it."""
    own = candidate.cycle.target
    alias = asked.alias.strip()
    if own is not None and (not alias or own.alias.casefold() == alias.casefold()):
        return own
    return Target.objects.filter(Q(alias__iexact=alias)).first() if alias else None


def _refused(caller: Caller, asked: Promotion, why: str, tail: str) -> Refusal:
    wanted = f"@{asked.alias}" if asked.alias else "the stage Production"
    text = (
        f"Setting {wanted} puts a version into service, which only an approved release does. {why} "
        f"See {page(caller, tail)}"
    )
    thing = f"version:{asked.model}/{asked.version}"
    return Refusal("PERMISSION_DENIED", "promotion", text, thing)
