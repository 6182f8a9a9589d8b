"""The ledger's reader that keeps the registry as releases say: aliases go with what is in service."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _

from governance.errors import Unreachable
from governance.models import LedgerEntry
from governance.subscriptions import Effect, subscribe
from workflows import models_store
from workflows.mlflow import client, links, workspaces
from workflows.mlflow.copying import NotCopied
from workflows.mlflow.rest import Connection, MlflowRefusal
from workflows.models import Cycle, Release
from workflows.services import intents, releases
from workflows.subscribers import LEASE, moment_of, subject_of
from workflows.words import Driver, ReleaseState

NEVER = (models_store.NotTheSame, models_store.NotThere, NotCopied)


def put_in(entry: LedgerEntry) -> Effect | None:
    """A release on a registry target takes effect by its alias, once the artifacts are the frozen ones.

    The entry is the intent; that the version is live, the outcome. Killed between the two, this is
    done again: setting the alias twice changes nothing. A registry that says no is an outcome too.
    """
    release = _release(entry)
    if release.target.driver != Driver.REGISTRY or release.state != ReleaseState.STARTING:
        return None
    now = moment_of(entry)
    try:
        models_store.unchanged(release.candidate)
        _write(release)
    except NEVER as fault:
        return _failed(release, fault.message, now)
    except MlflowRefusal as refusal:
        if refusal.is_fault:
            raise Unreachable(
                _("MLflow failed at it: %(refusal)s") % {"refusal": refusal}
            ) from refusal
        return _failed(release, str(refusal), now)
    return partial(releases.went_live, release_id=release.pk, now=now)


def write(entry: LedgerEntry) -> None:
    """The alias of the target follows the release, unless another has taken its place since."""
    release = _release(entry)
    if release.state == ReleaseState.LIVE:
        _write(release)


def withdraw(entry: LedgerEntry) -> None:
    """A release that was stopped leaves no alias behind, unless another has taken its place."""
    release = _release(entry)
    if releases.live(release.scope, release.target) is None:
        with _inside(release) as inside:
            links.withdraw_release(inside, release)


_TELLS: dict[str, Callable[[LedgerEntry], Effect | None]] = {
    "release.executed": put_in,
    "release.live": write,
    "release.stopped": withdraw,
}


@subscribe(intents.READER, _TELLS, lease=LEASE)
def tell_registry(entry: LedgerEntry, *, attempt: int) -> Effect | None:
    """What is in service stands in the registry, in the order in which it was released.

    A reader of its own: somebody waits for it, and it needs none of the links.
    """
    return _TELLS[entry.kind](entry)


def _release(entry: LedgerEntry) -> Release:
    rows = Release.objects.select_related("scope", "candidate", "target")
    return rows.get(pk=subject_of(entry))


def _write(release: Release) -> None:
    with _inside(release) as inside:
        links.write_release(inside, release)


def _inside(release: Release) -> Connection:
    cycle = Cycle.objects.select_related("scope").get(pk=release.candidate.cycle_id)
    place = workspaces.workspace_of(cycle)
    return client.connection(place.server, place.name, client.PATIENT)


def _failed(release: Release, reason: str, now: datetime) -> Effect:
    return partial(releases.failed, release_id=release.pk, reason=reason, now=now)
