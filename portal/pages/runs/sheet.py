"""What stands around the table of runs: how to connect, jobs, nominated versions, measurements."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from governance import canonical
from governance.access import may_each
from governance.actors import Actor
from governance.errors import PitwallError
from governance.rules import Answer
from governance.services.tokens import MadeToken
from portal.pages import lookup, metric_words
from portal.pages.jobs import folding
from portal.pages.runs import connect, readiness
from portal.pages.runs.connect import Connect
from projects.models import Objective, UseCase
from workflows.mlflow import client
from workflows.mlflow.rest import MlflowRefusal
from workflows.models import Candidate, Cycle, Evaluation, MlflowBinding
from workflows.words import EvaluationPurpose

ACTIONS = {
    "train": "training.run",
    "nominate": "candidate.nominate",
    "measure": "evaluation.ask",
    "cancel": "job.cancel",
}


@dataclass(frozen=True)
class Measured:
    """One figure: what was claimed, what Pitwall measured, with its interval."""

    label: str
    claimed: Decimal | None
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    needs: str
    met: bool | None


@dataclass(frozen=True)
class Nominated:
    """A version that was nominated, and its tries."""

    candidate: Candidate
    figures: tuple[Measured, ...]
    tries: tuple[Evaluation, ...]
    last: Evaluation | None
    limit: int


@dataclass(frozen=True)
class Sheet:
    """What the Runs page shows besides the runs."""

    case: UseCase
    cycle: Cycle | None
    binding: MlflowBinding | None
    connect: Connect | None
    folded: folding.Folded
    nominated: tuple[Nominated, ...]
    asked: tuple[str, ...]
    ready: readiness.Ready
    may: Mapping[str, Answer]

    @property
    def workable(self) -> bool:
        """Whether Training may be worked on."""
        return self.ready.workable

    @property
    def blocked(self) -> tuple[str, ...]:
        """The stages whose gates have to open before."""
        return self.ready.blocked


def build(actor: Actor, case: UseCase, now: datetime, made: MadeToken | None = None) -> Sheet:
    """The Runs page of a use case that the actor may see, without the runs themselves; `made` is a
    key to it that was made this moment.
    """
    cycle = lookup.current_cycle(case, now)
    objectives = lookup.objectives(case, now)
    ready = readiness.of(lookup.read(case, now))
    binding = bound(case)
    actions = {*ACTIONS.values(), *connect.ASKED}
    said = may_each(actor, actions, case.scope, now=now, state=case.lifecycle)
    return Sheet(
        case=case,
        cycle=cycle,
        binding=binding,
        connect=connect.build(binding, said, made) if binding else None,
        folded=folding.of(case),
        nominated=tuple(_nominated(cycle, objectives, ready.limit)) if cycle else (),
        asked=metrics_of(objectives),
        ready=ready,
        may={name: said[action] for name, action in ACTIONS.items()},
    )


def metrics_of(objectives: Iterable[Objective]) -> tuple[str, ...]:
    """The metrics that objectives ask for, each once."""
    return tuple(dict.fromkeys(one.metric for one in objectives))


def bound(case: UseCase) -> MlflowBinding | None:
    """The use case's workspace, once its first cycle has one."""
    return MlflowBinding.objects.filter(scope=case.scope_id).select_related("server").first()


@dataclass(frozen=True)
class Registered:
    """The versions in the registry, newest first, or why they can't be read now.

    `made_by` says of each which run made it.
    """

    versions: tuple[tuple[str, str], ...] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    def of_run(self, run_id: str) -> str:
        """The newest version that a run made; empty where it made none."""
        return next((one for one, _label in self.versions if self.made_by[one] == run_id), "")


def registered(binding: MlflowBinding | None) -> Registered:
    """What can be nominated; MLflow has two seconds to answer."""
    if binding is None:
        return Registered()
    try:
        with client.connection(binding.server, binding.workspace) as inside:
            found = client.model_versions(inside)
    except MlflowRefusal as refusal:
        return Registered(trouble=str(refusal))
    except PitwallError as error:
        return Registered(trouble=error.message)
    return Registered(
        tuple((f"{model}/{version}", f"{model} v{version}") for model, version, _ in found),
        {f"{model}/{version}": run_id for model, version, run_id in found},
    )


def _nominated(cycle: Cycle, objectives: Iterable[Objective], limit: int) -> Iterator[Nominated]:
    rows = Evaluation.objects.filter(
        candidate__cycle=cycle, purpose=EvaluationPurpose.CANDIDATE
    ).select_related("candidate__author", "candidate__run", "dataset")
    found: dict[Candidate, list[Evaluation]] = {}
    # A nomination begins with its first evaluation, so none is without.
    for one in rows.order_by("-candidate_id", "-pk"):
        found.setdefault(one.candidate, []).append(one)
    whole = [one for one in objectives if not one.segment]
    for candidate, tries in found.items():
        last = tries[0]
        yield Nominated(
            candidate, tuple(_figures(candidate, last, whole)), tuple(tries), last, limit
        )


def _figures(candidate: Candidate, last: Evaluation | None, objectives) -> Iterator[Measured]:
    claimed = canonical.loads(candidate.claimed)
    measured = canonical.loads(last.metrics) if last else {}
    for one in objectives:
        found = measured.get(one.metric, {})
        value = metric_words.decimal(found.get("value"))
        needs = metric_words.needs({"direction": one.direction, "threshold": str(one.threshold)})
        yield Measured(
            metric_words.label(one.metric),
            metric_words.decimal(claimed.get(one.metric)),
            value,
            metric_words.decimal(found.get("low")),
            metric_words.decimal(found.get("high")),
            needs,
            _met(value, one),
        )


def _met(value: Decimal | None, objective) -> bool | None:
    if value is None:
        return None
    over = objective.direction == "at_least"
    return value >= objective.threshold if over else value <= objective.threshold
