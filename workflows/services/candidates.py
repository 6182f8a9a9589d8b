"""Candidates: one nominated model version a cycle, frozen by the hash of its artifacts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from governance import access as governance_access
from governance import canonical
from governance.actors import Actor
from governance.errors import Invalid, StaleState
from governance.models import Membership, User
from governance.policy.texts import listed
from governance.services import ledger
from governance.words import Role
from workflows import access, standing
from workflows.mlflow import client
from workflows.mlflow.readings import ModelVersionReading
from workflows.models import Candidate, Cycle, MlflowBinding, Run
from workflows.services import evaluations, freezing, makers, runs, settling


@dataclass(frozen=True)
class Found:
    """A registered model version as MLflow tells it, and where that was asked."""

    binding: MlflowBinding
    reading: ModelVersionReading


def find(*, actor: Actor, cycle_id: int, model: str, version: str, now: datetime) -> Found:
    """Read the version from MLflow, for one who may nominate it; outside a transaction, for it may
    take seconds. Raises Denied, NotVisible, Unreachable, Invalid and StaleState.
    """
    binding = _binding(actor, cycle_id, now)
    reading = client.model_version(
        server=binding.server, workspace=binding.workspace, model=model, version=str(version)
    )
    if reading is None:
        raise Invalid(
            {
                "version": _("%(model)s has no version %(version)s in this use case's workspace.")
                % {"model": model, "version": version}
            }
        )
    return Found(binding, reading)


def nominate(
    *,
    actor: Actor,
    cycle_id: int,
    model: str,
    version: str,
    author_id: int | None = None,
    found: Found | None = None,
    now: datetime,
) -> Candidate:
    """Nominate a registered model version: its independent evaluation begins at once.

    MLflow is read before the lock is taken, unless it was `found` before. `author_id` names who
    trained it, a data scientist of the use case. Where it came by the keys of some, it is one of
    these; else by default whoever the run was claimed for, or the nominator. Raises Denied,
    NotVisible, Unreachable, Invalid for a version that isn't there, and StaleState or GateShut while
    training may not be worked on or no held-out data is pinned.
    """
    found = found or find(actor=actor, cycle_id=cycle_id, model=model, version=version, now=now)
    with transaction.atomic():
        cycle = access.building(access.cycle(actor, cycle_id, now=now, lock=True))
        governance_access.authorise(
            actor, "candidate.nominate", cycle.scope, now=now, state=cycle.use_case.lifecycle
        )
        held_out = _refuse_too_early(cycle, now)
        candidate = _nominated(actor, cycle, found, author_id, now)
        _record(actor, candidate, now)
        evaluations.ask_for_nomination(actor=actor, candidate=candidate, held_out=held_out, now=now)
        settling.settle(cycle_id=cycle.pk, now=now)
        return candidate


def _binding(actor: Actor, cycle_id: int, now: datetime) -> MlflowBinding:
    cycle = access.cycle(actor, cycle_id, now=now)
    governance_access.authorise(
        actor, "candidate.nominate", cycle.scope, now=now, state=cycle.use_case.lifecycle
    )
    binding = MlflowBinding.objects.select_related("server").filter(scope=cycle.scope).first()
    if binding is None:
        raise StaleState(
            _("This use case has no MLflow workspace yet."),
            remedy=_("It is made within seconds of the first cycle; try again then."),
        )
    return binding


def _refuse_too_early(cycle: Cycle, now: datetime):
    seen = standing.of(cycle, now=now)
    refused = _("Nothing can be nominated before these gates are open.")
    standing.refuse_while_blocked(seen, "training", refused)
    pin = seen.material.held_out
    if pin is None:
        raise StaleState(
            _("No held-out data is pinned to this cycle, so nothing could be measured."),
            remedy=_("The data engineer registers a held-out version and pins it."),
        )
    return pin.dataset


def _nominated(actor, cycle, found: Found, author_id, now) -> Candidate:
    """The candidate's row: the one nominated before gives way to it."""
    binding, reading = found.binding, found.reading
    cycle.candidates.filter(superseded_at=None).exclude(
        model=reading.model, version=reading.version
    ).update(superseded_at=now)
    run = (
        runs.keep(binding=binding, reading=reading.run, cycle=cycle, now=now)
        if reading.run
        else None
    )
    person, named = access.person(actor), freezing.of_version(reading)
    made_by = makers.of(cycle.scope_id, named)
    author = _author(cycle, made_by, author_id, (run.author_id if run else None) or person)
    _claim_run(run, author)
    candidate, _ = Candidate.objects.update_or_create(
        server=binding.server,
        scope=cycle.scope,
        model=reading.model,
        version=reading.version,
        cycle=cycle,
        defaults={
            "run": run,
            "mlflow_run_id": reading.run_id,
            "signature": canonical.dumps(reading.signature),
            "threshold": _threshold(reading.threshold),
            "claimed": canonical.dumps(reading.run.metrics if reading.run else {}),
            "author_id": author,
            "nominated_by_id": person,
            "nominated_at": now,
            "superseded_at": None,
        },
    )
    candidate.makers.add(*made_by)
    freezing.freeze(cycle.scope, named, why=f"{candidate} was nominated", now=now)
    return candidate


def _author(cycle: Cycle, made_by: list[int], named: int | None, otherwise: int) -> int:
    """The id of somebody who can have trained it, for an author is kept from voting on it: one of
    those who made it, where they are known, whoever is named.
    """
    scientists = Membership.objects.filter(
        scope=cycle.scope, role=Role.DATA_SCIENTIST, user__is_service=False
    )
    able = set(scientists.values_list("user_id", flat=True))
    known = [one for one in made_by if one in able]
    if known and named and named not in known:
        names = listed((one.label for one in User.objects.filter(pk__in=known)), "and")
        raise Invalid(
            {
                "author_id": _("It came by the key of %(names)s, so nobody else trained it.")
                % {"names": names}
            }
        )
    author = named or next(iter(known), otherwise)
    if author not in able:
        raise Invalid(
            {"author_id": _("Name who trained it: somebody who is or was data scientist here.")}
        )
    return author


def _claim_run(run: Run | None, author_id: int) -> None:
    """Whoever is named as the author at nomination answers for the run."""
    if run is not None and run.author_id is None:
        run.author_id = author_id
        run.save(update_fields=["author"])


def _threshold(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal("0.5")
    return value if value.is_finite() and 0 < value < 1 else Decimal("0.5")


def _record(actor: Actor, candidate: Candidate, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="candidate.nominated",
        scope=candidate.scope,
        subject=f"candidate:{candidate.pk}",
        now=now,
        cycle=candidate.cycle_id,
        model=candidate.model,
        version=candidate.version,
        run_id=candidate.mlflow_run_id,
        claimed=canonical.loads(candidate.claimed),
    )
