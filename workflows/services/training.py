"""Training runs that a data scientist has the runner do, from scripts that an administrator registered."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from governance import access as governance_access
from governance import canonical, inputs, kept
from governance.actors import Actor
from governance.errors import StaleState
from workflows import access, standing
from workflows.models import Candidate, Cycle, CycleData, Job, MlflowBinding
from workflows.services import jobs
from workflows.words import JobKind

MOST_ARGUMENTS = 40
LONGEST_ARGUMENT = 200


def scripts() -> dict[str, Path]:
    """The registered training scripts by name (settings.TRAINING_SCRIPTS)."""
    return {name: Path(path) for name, path in settings.TRAINING_SCRIPTS.items()}


def start(
    *,
    actor: Actor,
    cycle_id: int,
    script: str,
    model: str,
    arguments: Sequence[str] = (),
    now: datetime,
) -> Job:
    """Have a registered script train on the cycle's pinned part and register versions of `model`.

    The runner calls it as `script *arguments --train CSV --model MODEL`. Raises Denied,
    NotVisible, Invalid, GateShut while Training may not be worked on, and StaleState where no
    training data is pinned, the workspace isn't there yet, or a training runs already.
    """
    with transaction.atomic():
        cycle = access.building(access.cycle(actor, cycle_id, now=now, lock=True))
        governance_access.authorise(
            actor, "training.run", cycle.scope, now=now, state=cycle.use_case.lifecycle
        )
        spec = _spec(script, model, arguments)
        _refuse_too_early(cycle, now)
        pin = _train_part(cycle)
        return jobs.want(
            actor=actor,
            scope=cycle.scope,
            kind=JobKind.TRAINING,
            subject_type="cycle",
            subject_id=cycle.pk,
            title=f"Train {spec['model']} on {kept.name(pin.dataset)}",
            spec={**spec, "train": pin.sha256},
            now=now,
        )


def _spec(script: str, model: str, arguments: Sequence[str]) -> dict:
    errors: inputs.Errors = {}
    spec = {
        "script": inputs.choice(errors, "script", script, scripts()),
        "model": inputs.text(errors, "model", model, longest=120),
        "arguments": _arguments(errors, arguments),
    }
    if set(str(spec["model"])) & set("/:%"):
        errors["model"] = _("MLflow names no model with a slash, a colon or a percent sign.")
    inputs.raise_if(errors)
    return spec


def _arguments(errors: inputs.Errors, arguments: Sequence[str]) -> list[str]:
    if isinstance(arguments, str) or len(arguments) > MOST_ARGUMENTS:
        errors["arguments"] = _("Give a list of at most %(most_arguments)s arguments.") % {
            "most_arguments": MOST_ARGUMENTS
        }
        return []
    return [inputs.text(errors, "arguments", one, longest=LONGEST_ARGUMENT) for one in arguments]


def _refuse_too_early(cycle: Cycle, now: datetime) -> None:
    seen = standing.of(cycle, now=now)
    refused = _("Nothing can be trained before these gates are open.")
    standing.refuse_while_blocked(seen, "training", refused)
    if not MlflowBinding.objects.filter(scope=cycle.scope).exists():
        raise StaleState(
            _("This use case has no MLflow workspace yet."),
            remedy=_("It is made within seconds of the first cycle; try again then."),
        )
    running = Job.objects.filter(
        kind=JobKind.TRAINING,
        subject_type="cycle",
        subject_id=cycle.pk,
        state__in=jobs.UNFINISHED,
    ).first()
    if running is not None:
        raise StaleState(
            _("A training of this cycle is %(state)s already.")
            % {"state": running.get_state_display()},
            remedy=_("Wait until it has ended, or cancel it."),
        )


def _train_part(cycle: Cycle) -> CycleData:
    pin = cycle.data.filter(part="train").select_related("dataset").order_by("pk").last()
    if pin is None:
        raise StaleState(
            _("No training data is pinned to this cycle."),
            remedy=_("The data engineer registers a training version and pins it."),
        )
    return pin


def spec_of(job: Job) -> dict:
    """What a training job was given: script, model, arguments and the digest of its data."""
    return canonical.loads(job.spec)


def trainers(candidate: Candidate) -> list[int]:
    """The ids of everybody who is known to have trained a version: whoever's keys it came by,
    whoever its nomination names, whoever was named before for the same run, and whoever had the
    runner register it.
    """
    made = {"model": candidate.model, "version": candidate.version}
    jobs_ = Job.objects.filter(scope=candidate.scope_id, kind=JobKind.TRAINING)
    ran = [
        wanted_by
        for wanted_by, result in jobs_.values_list("wanted_by_id", "result")
        if wanted_by and made in canonical.loads(result).get("registered", [])
    ]
    named = [candidate.author_id, candidate.run.author_id if candidate.run else None]
    made_by = candidate.makers.order_by("pk").values_list("pk", flat=True)
    return list(dict.fromkeys(one for one in (*named, *made_by, *ran) if one))
