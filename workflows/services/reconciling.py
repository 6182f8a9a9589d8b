"""Whether the registry still says what was released; what somebody did behind our back is found.

On Pitwall's own server the gateway prevents it; on another server this is all there is: detective,
not preventive.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Q, When

from governance import canonical
from governance.actors import Actor
from governance.models import Finding, LedgerEntry
from governance.services import deliveries, findings
from workflows.mlflow import client
from workflows.models import Candidate, MlflowBinding, Release, Target
from workflows.services import intents
from workflows.words import ReleaseState

WATCH = Actor.system("watch")
IN_HAND = (ReleaseState.STARTING, ReleaseState.LIVE)
# Model → mark → version, as the registry says (client.all_marks).
Marks = Mapping[str, Mapping[str, str]]


def reconcile(*, binding_id: int, now: datetime) -> list[Finding]:
    """Compare one use case's registry with its releases; a finding for each thing out of band.

    MLflow is read before anything is written; a server that doesn't answer raises Unreachable.
    """
    binding = MlflowBinding.objects.select_related("server", "scope").get(pk=binding_id)
    with client.bound(binding) as inside:
        marks = client.all_marks(inside)
        gone = [one for one in _nominated(binding) if not _is_there(inside, one)]
    with transaction.atomic():
        return [
            *_open_each(binding, _moved(binding, marks, now), "promoted_out_of_band", now),
            *_open_each(binding, _missing(gone), "evidence_missing", now),
        ]


def _moved(binding: MlflowBinding, marks: Marks, now: datetime) -> Iterator[tuple[str, str, str]]:
    """(key, title, detail) of each mark of what is in service that stands where no release put it."""
    wanted = _released(binding, now)
    aliases = Target.objects.values_list("alias", flat=True)
    protected = {f"@{one.casefold()}" for one in aliases} | {client.PRODUCTION.casefold()}
    for model, marked in marks.items():
        for mark, version in marked.items():
            if mark.casefold() not in protected:
                continue
            released = wanted.get((model, mark.casefold()), ())
            if version in released:
                continue
            before = f"version {released[-1]} was released" if released else "nothing was released"
            shown = f"{mark if mark.startswith('@') else f'the stage {mark}'} of {model}"
            title = f"Promoted out of band: {shown} is version {version}"
            detail = (
                f"In MLflow ({binding.server}) {shown} points at version {version}; "
                f"by the record, {before}. Nobody approved this here. DevOps sets it back, "
                "or takes the version through its gates."
            )
            yield f"{model}:{mark.removeprefix('@')}:{version}", title, detail


def _released(binding: MlflowBinding, now: datetime) -> dict[tuple[str, str], list[str]]:
    """(model, mark) → the versions that are in service or just going there, those last.

    So are versions whose end came while MLflow was read, or wasn't told to the registry yet.
    """
    leaving = Q(pk__in=_untold(binding)) | Q(ended_at__gte=now)
    rows = Release.objects.filter(leaving | Q(state__in=IN_HAND), scope=binding.scope)
    rows = rows.order_by(Case(When(state__in=IN_HAND, then=1), default=0), "pk")
    found: dict[tuple[str, str], list[str]] = {}
    for one in rows.select_related("candidate", "target"):
        for mark in (f"@{one.target.alias}", client.PRODUCTION):
            key = (one.candidate.model, mark.casefold())
            found.setdefault(key, []).append(one.candidate.version)
    return found


def _untold(binding: MlflowBinding) -> list[int]:
    """The releases of which something waits to be told to the registry."""
    waiting = deliveries.unfinished().filter(subscriber=intents.READER, scope=binding.scope.key)
    entries = LedgerEntry.objects.filter(pk__in=waiting.values("entry_id"))
    subjects = (canonical.loads(body)["subject"] for body in entries.values_list("body", flat=True))
    return [int(one.partition(":")[2]) for one in subjects]


def _nominated(binding: MlflowBinding) -> list[Candidate]:
    """The versions that the loop stands on now: nominated last in a cycle, or in service."""
    return list(
        Candidate.objects.filter(scope=binding.scope, superseded_at=None).order_by("-pk")[:20]
    )


def _is_there(inside: client.Connection, candidate: Candidate) -> bool:
    return client.has_version(inside, model=candidate.model, version=candidate.version)


def _missing(gone: list[Candidate]) -> Iterator[tuple[str, str, str]]:
    for one in gone:
        yield (
            f"version:{one.model}:{one.version}",
            f"{one} is gone from MLflow",
            f"{one} was nominated on {one.nominated_at:%d %B %Y}; MLflow has no such version now. "
            "What was decided stands on Pitwall's own copy, but nobody can look it up there.",
        )


def _open_each(
    binding: MlflowBinding, found: Iterator[tuple[str, str, str]], kind: str, now: datetime
) -> Iterator[Finding]:
    for key, title, detail in found:
        finding, is_new = findings.open_(
            actor=WATCH,
            scope_id=binding.scope_id,
            kind=kind,
            title=title[:200],
            detail=detail,
            dedupe_key=f"{kind}:{binding.pk}:{key}"[:200],
            owner_role="devops",
            stage="release",
            now=now,
        )
        if is_new:
            yield finding
