"""Late arrivals, first lap: from the need to a version in service."""

from pathlib import Path
from tempfile import TemporaryDirectory

from portal.demo.data import flights, parts
from portal.demo.story import waiting
from portal.demo.story.acts import Acts
from portal.demo.story.catalogue import Catalogue
from projects import risk
from projects.models import Comment, DataPlan, DatasetVersion, UseCase
from projects.services import (
    briefs,
    comments,
    datasets,
    plans,
    platform,
    source_access,
    verdicts,
)
from workflows.models import Candidate, Cycle, Job
from workflows.services import candidates, cycles, training
from workflows.words import JobKind

SLUG = "late-arrivals"
MODEL = "late-arrivals"
TRIALS = ("baseline", "gbm", "wide")
CHOSEN = "2"  # the versions are registered in the order of the trials
# People decide with it; all else is as mild as it can be.
QUESTIONNAIRE = {key: question.answers[0].key for key, question in risk.QUESTIONS.items()} | {
    "use": "supports"
}
EVERYBODY = ("ana", "ava", "sam", "sia", "dee", "ivo", "ira", "ann", "dov", "dot", "crew-desk")


class LateArrivals:
    """The use case's acts in order; each finds what an interrupted start left."""

    def __init__(self, acts: Acts, catalogue: Catalogue) -> None:
        self.acts, self.catalogue, self.clock = acts, catalogue, acts.clock

    @property
    def use_case(self) -> UseCase:
        return UseCase.objects.select_related("scope", "policy").get(slug=SLUG)

    @property
    def cycle(self) -> Cycle:
        rows = Cycle.objects.select_related("scope", "use_case__scope", "policy_version", "target")
        return rows.filter(use_case__slug=SLUG).latest("number")

    @property
    def plan(self) -> DataPlan:
        return self.use_case.data_plans.latest("number")

    def take_in(self) -> None:
        """The use case, its team, its first cycle."""
        self.clock.at(0)
        use_case = self.acts.use_case(
            SLUG,
            "Late arrivals",
            "At the moment of departure, tell whether a flight will land more than 15 minutes late.",
        )
        self.acts.join(use_case, *EVERYBODY)
        self.acts.cycle(use_case, "ana", "crews are called in too late when a flight is late")

    def define(self) -> None:
        """The brief, and its gate: the analyst's colleague and a data scientist agree."""
        self.clock.at(1)
        if not self.use_case.briefs.exists():
            self._brief()
        self.clock.at(3, 14)
        self.acts.gate(
            self.cycle,
            "definition",
            by="ana",
            note="Agreed with operations on 15 minutes: that is when the next crew is affected.",
            votes=[
                ("ava", "The threshold is the one that operations plans by."),
                ("sam", "A prediction at departure is feasible; the delay so far is known then."),
            ],
            days=(0.9, 0.3),
        )

    def _brief(self) -> None:
        briefs.revise(
            actor=self.acts.actor("ana"),
            use_case_id=self.use_case.pk,
            title="Late arrivals",
            description="For the three New York airports.",
            need=(
                "When a flight lands late, the crew of the next one is called too late. "
                "Operations wants to know at departure, while there is time to swap crews."
            ),
            prediction_target="Whether a flight lands more than 15 minutes after its scheduled arrival.",
            constraints="Only what is known when the aircraft leaves the gate may be used.",
            classification="internal",
            residency="on_premises",
            questionnaire=QUESTIONNAIRE,
            objectives=[
                {"metric": "roc_auc", "direction": "at_least", "threshold": "0.90"},
                {"metric": "f1", "direction": "at_least", "threshold": "0.73"},
            ],
            based_on=0,
            now=self.clock.later(minutes=40),
        )

    def prepare_data(self) -> None:
        """Access, plan, two deliveries, and the gate."""
        self.clock.at(5, 10)
        self._access()
        if not self.use_case.data_plans.exists():
            self._plan()
        self._deliver("January", (1,), first=True)
        self.clock.at(10, 11)
        self._deliver("January and February", (1, 2))
        self._hold_out("Held-out fifth, January and February", (1, 2))
        self.clock.at(11, 10)
        self.acts.gate(
            self.cycle,
            "data",
            by="dee",
            note="Cancelled and diverted flights have no arrival delay, so they are left out.",
            votes=[
                ("sia", "The split by flight keeps months comparable; nothing leaks."),
                ("ana", "These are the flights that operations means."),
            ],
            days=(0.4, 1.1),
        )

    def _access(self) -> None:
        source = self.catalogue.source(
            "movements",
            "Flight movements",
            "hall-b",
            system="Airport operations database",
            owner_id=self.acts.troupe.id("dot"),
            classification="internal",
            volume=336_776,
            description="One row a flight that left New York in 2013.",
        )
        if not self.use_case.source_access.exists():
            asked = source_access.ask(
                actor=self.acts.actor("dee"),
                use_case_id=self.use_case.pk,
                source_id=source.pk,
                reason="Training and feedback for late arrivals.",
                now=self.clock.later(minutes=20),
            )
            source_access.grant(
                actor=self.acts.actor("dot"),
                access_id=asked.pk,
                answer="Read only, from the replica.",
                now=self.clock.later(hours=20),
            )

    def _plan(self) -> None:
        plans.revise(
            actor=self.acts.actor("dee"),
            use_case_id=self.use_case.pk,
            source_ids=list(self.use_case.source_access.values_list("source_id", flat=True)),
            target_column=flights.TARGET,
            positive_label="1",
            key_column="flight_key",
            label_definition="1 when the arrival delay is more than 15 minutes, else 0.",
            split_rule="SHA-256 of the flight's key, in fifths; the first fifth is held out, for ever.",
            steps=[
                {"kind": "clean", "title": "Leave out cancelled and diverted flights"},
                {"kind": "transform", "title": "Weekday from the date; no time after departure"},
                {"kind": "label", "title": "Arrival delay over 15 minutes"},
            ],
            thresholds={"train": 30_000, "held_out": 5_000},
            checks=[
                {"check": "columns", "columns": list(flights.PART)},
                {"check": "unique", "column": "flight_key"},
                {"check": "values", "column": flights.TARGET, "values": ["0", "1"]},
                {"check": "not_empty", "column": "dep_delay", "share": "0"},
                {"check": "range", "column": "hour", "low": "0", "high": "24"},
            ],
            based_on=0,
            now=self.clock.later(hours=3),
        )

    def _deliver(self, label: str, months: tuple[int, ...], *, first: bool = False) -> None:
        """A training part, and the data engineer's answer to how much was asked for."""
        if self.plan.versions.filter(label=label).exists():
            return
        if first:
            verdicts.ask(
                actor=self.acts.actor("sam"),
                plan_id=self.plan.pk,
                rows=30_000,
                note="A month is too little for the small airlines.",
                now=self.clock.later(hours=2),
            )
        version = self.register("train", label, months)
        waiting_round = self.plan.verdicts.latest("round")
        verdicts.answer(
            actor=self.acts.actor("dee"),
            verdict_id=waiting_round.pk,
            dataset_id=version.pk,
            answer="" if not first else "January is what the replica had so far.",
            now=self.clock.later(minutes=30),
        )

    def _hold_out(self, label: str, months: tuple[int, ...]) -> None:
        if not self.plan.versions.filter(label=label).exists():
            self.register("held_out", label, months)

    def register(self, part: str, label: str, months: tuple[int, ...], **given) -> DatasetVersion:
        """Write the part's file as the plan says and register it."""
        rows = flights.train_part(months) if part != "held_out" else flights.held_out_part(months)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "part.csv"
            parts.write(rows, path)
            return datasets.register(
                actor=self.acts.actor("dee"),
                plan_id=self.plan.pk,
                part=part,
                label=label,
                file=path,
                place_id=self.catalogue.where("hall-b"),
                now=self.clock.later(minutes=25),
                **given,
            )

    def prepare_platform(self) -> None:
        """An environment on the premises, and its gate."""
        self.clock.at(6, 15)
        revision = self.catalogue.environment(
            "prem-cpu-1",
            "On-premises CPU pool",
            "hall-b",
            cpu_cores=32,
            memory_gib=128,
            service_level="24 hours, 99.5 % a month",
        )
        if not self.use_case.platform_plans.exists():
            platform.revise(
                actor=self.acts.actor("ivo"),
                use_case_id=self.use_case.pk,
                revision_id=revision.pk,
                cpu_cores=20,
                memory_gib=64,
                requests_per_second=20,
                frameworks={"scikit-learn": ">=1.5", "pandas": ">=2"},
                phases=[
                    self.catalogue.months(-2, 3, cpu_cores=4, memory_gib=8),
                    # Then the other airports follow, and all that trains with them.
                    self.catalogue.months(4, None, cpu_cores=20, memory_gib=64),
                ],
                based_on=0,
                now=self.clock.later(hours=1),
            )
        self.acts.gate(
            self.cycle,
            "platform",
            by="ivo",
            note="The pool has room for two such models.",
            votes=[("ira", "Capacity and backup are in place.")],
            days=(2.2,),
        )

    def train(self) -> None:
        """Data pinned, three trials, the best claimed one nominated and measured."""
        self.clock.at(14)
        train = self.plan.versions.get(label="January and February")
        held_out = self.plan.versions.get(label="Held-out fifth, January and February")
        self.pin((train.pk, "train"), (held_out.pk, "held_out"))
        self.run_trials("sam", TRIALS)
        self.nominate("sam", CHOSEN)

    def pin(self, *wanted: tuple[int, str]) -> None:
        if not self.cycle.data.exists():
            cycles.pin_data(
                actor=self.acts.actor("dee"),
                cycle_id=self.cycle.pk,
                datasets=list(wanted),
                now=self.clock.later(minutes=10),
            )

    def run_trials(self, by: str, trials: tuple[str, ...]) -> None:
        """A training job with several trials, each a run and a registered version."""
        waiting.workspace(self.use_case.scope)
        job = self.training_job() or training.start(
            actor=self.acts.actor(by),
            cycle_id=self.cycle.pk,
            script="late-arrivals",
            model=MODEL,
            arguments=["--trial", *trials],
            now=self.clock.later(hours=5),
        )
        waiting.job(job.pk, self.acts.say)

    def training_job(self) -> Job | None:
        """The newest training job of the cycle."""
        jobs = Job.objects.filter(kind=JobKind.TRAINING, subject_type="cycle")
        return jobs.filter(subject_id=self.cycle.pk).order_by("-pk").first()

    def nominate(self, by: str, version: str) -> Candidate:
        """The version, measured by Pitwall on the held-out data."""
        candidate = self.cycle.candidates.filter(superseded_at=None).first()
        if candidate is None:
            candidate = candidates.nominate(
                actor=self.acts.actor(by),
                cycle_id=self.cycle.pk,
                model=MODEL,
                version=version,
                now=self.clock.later(hours=4),
            )
        waiting.evaluations(self.use_case.scope)
        return candidate

    def approve_training(self) -> None:
        """The gate: an analyst and a data scientist who didn't train it."""
        self.clock.at(16, 11)
        self.acts.gate(
            self.cycle,
            "training",
            by="sam",
            note="The plain gradient boosting; the wide one gains nothing.",
            votes=[
                ("sia", "I repeated the measurement on my side; the calibration is fine too."),
                ("ana", "Both objectives are met with room to spare."),
            ],
            days=(0.8, 1.4),
        )
        self._discuss()

    def _discuss(self) -> None:
        if not Comment.objects.filter(scope=self.use_case.scope).exists():
            comments.add(
                actor=self.acts.actor("sia"),
                subject=f"use_case:{self.use_case.pk}",
                text="What I would watch is spring: January and February know no thunderstorms.",
                now=self.clock.later(hours=2),
            )
