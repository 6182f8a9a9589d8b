"""Two more use cases: one that stands at Training, one that can't go on."""

from pathlib import Path
from tempfile import TemporaryDirectory

from portal.demo.data import digits, parts
from portal.demo.story import waiting
from portal.demo.story.acts import Acts
from portal.demo.story.catalogue import Catalogue
from projects import risk
from projects.models import UseCase
from projects.services import (
    briefs,
    datasets,
    framework_requests,
    plans,
    platform,
    source_access,
    verdicts,
)
from workflows.models import Cycle, Job
from workflows.services import cycles, training
from workflows.words import JobKind

MILD = {key: question.answers[0].key for key, question in risk.QUESTIONS.items()}
GRAVE = {key: question.answers[-1].key for key, question in risk.QUESTIONS.items()}


class Digits:
    """Reading handwritten digits on forms, with a small neural network; nothing nominated yet."""

    slug = "form-digits"

    def __init__(self, acts: Acts, catalogue: Catalogue) -> None:
        self.acts, self.catalogue, self.clock = acts, catalogue, acts.clock

    def tell(self) -> None:
        """All of it, up to a training that has begun: what it trains is there once `trained` returns."""
        self.clock.at(40, 9)
        use_case = self.acts.use_case(
            self.slug,
            "Digits on forms",
            "Read handwritten digits on paper forms, so that nobody types them.",
        )
        self.acts.join(use_case, "ava", "ana", "sia", "sam", "dee", "ivo", "ira", "ann", "dot")
        cycle = self.acts.cycle(use_case, "ava", "forms are typed by hand")
        self._define(use_case, cycle)
        self._prepare(use_case, cycle)
        self._train(use_case, cycle)

    def trained(self) -> None:
        """Two trained candidates; the runner has trained them beside whatever else was told."""
        job = Job.objects.filter(kind=JobKind.TRAINING, scope__key=self.slug).latest("pk")
        waiting.job(job.pk, self.acts.say)

    def _define(self, use_case: UseCase, cycle: Cycle) -> None:
        if not use_case.briefs.exists():
            briefs.revise(
                actor=self.acts.actor("ava"),
                use_case_id=use_case.pk,
                title="Digits on forms",
                need="Two people type what others wrote by hand; the queue is three days long.",
                prediction_target="Which of the ten digits a scanned box holds.",
                task="multiclass",
                classification="internal",
                residency="on_premises",
                questionnaire=MILD,
                objectives=[{"metric": "accuracy", "direction": "at_least", "threshold": "0.95"}],
                based_on=0,
                now=self.clock.later(hours=1),
            )
        votes = [("ana", "Worth three days a week."), ("sam", "")]
        self.acts.gate(cycle, "definition", by="ava", note="", votes=votes, days=(0.6, 0.5))

    def _prepare(self, use_case: UseCase, cycle: Cycle) -> None:
        self.clock.at(43, 10)
        self._access(use_case)
        plan = use_case.data_plans.order_by("number").last() or self._plan(use_case)
        if not plan.versions.exists():
            verdict = verdicts.ask(
                actor=self.acts.actor("sia"),
                plan_id=plan.pk,
                rows=1_000,
                now=self.clock.later(hours=1),
            )
            train = self._register(plan.pk, "train", "Scanned digits")
            self._register(plan.pk, "held_out", "Held-out fifth of the digits")
            verdicts.answer(
                actor=self.acts.actor("dee"),
                verdict_id=verdict.pk,
                dataset_id=train.pk,
                now=self.clock.later(minutes=30),
            )
        self.acts.gate(
            cycle, "data", by="dee", note="", votes=[("sam", ""), ("ava", "")], days=(0.4, 0.8)
        )
        self._platform(use_case, cycle)

    def _access(self, use_case: UseCase) -> None:
        source = self.catalogue.source(
            "form-scans",
            "Scanned forms",
            "hall-b",
            system="Document archive",
            owner_id=self.acts.troupe.id("ira"),
            classification="internal",
            volume=1_797,
        )
        if not use_case.source_access.exists():
            asked = source_access.ask(
                actor=self.acts.actor("dee"),
                use_case_id=use_case.pk,
                source_id=source.pk,
                reason="Training",
                now=self.clock.later(minutes=10),
            )
            source_access.grant(
                actor=self.acts.actor("ira"), access_id=asked.pk, now=self.clock.later(hours=3)
            )

    def _plan(self, use_case: UseCase):
        return plans.revise(
            actor=self.acts.actor("dee"),
            use_case_id=use_case.pk,
            source_ids=list(use_case.source_access.values_list("source_id", flat=True)),
            target_column="digit",
            key_column="image_key",
            label_definition="The digit that two people read alike.",
            split_rule="SHA-256 of the image's key, in fifths; the first fifth is held out.",
            steps=[{"kind": "transform", "title": "Scale each box to 8 by 8 grey values"}],
            thresholds={"train": 1_000, "held_out": 300},
            checks=[{"check": "unique", "column": "image_key"}],
            based_on=0,
            now=self.clock.later(hours=2),
        )

    def _register(self, plan_id: int, part: str, label: str):
        rows = digits.train_part() if part == "train" else digits.held_out_part()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "part.csv"
            parts.write(rows, path)
            return datasets.register(
                actor=self.acts.actor("dee"),
                plan_id=plan_id,
                part=part,
                label=label,
                file=path,
                place_id=self.catalogue.where("hall-b"),
                now=self.clock.later(minutes=15),
            )

    def _platform(self, use_case: UseCase, cycle: Cycle) -> None:
        revision = self.catalogue.environment(
            "prem-cpu-1", "On-premises CPU pool", "hall-b", cpu_cores=32, memory_gib=128
        )
        if not use_case.platform_plans.exists():
            platform.revise(
                actor=self.acts.actor("ivo"),
                use_case_id=use_case.pk,
                revision_id=revision.pk,
                cpu_cores=16,
                memory_gib=32,
                frameworks={"scikit-learn": ">=1.5"},
                phases=[
                    self.catalogue.months(0, 1, cpu_cores=2, memory_gib=4),
                    # Every form of the house, not those of one desk.
                    self.catalogue.months(2, None, cpu_cores=16, memory_gib=32),
                ],
                based_on=0,
                now=self.clock.later(hours=1),
            )
        self.acts.gate(cycle, "platform", by="ivo", note="", votes=[("ira", "")], days=(0.7,))

    def _train(self, use_case: UseCase, cycle: Cycle) -> None:
        self.clock.at(48, 11)
        waiting.workspace(use_case.scope)
        if not cycle.data.exists():
            plan = use_case.data_plans.latest("number")
            cycles.pin_data(
                actor=self.acts.actor("dee"),
                cycle_id=cycle.pk,
                datasets=[(one.pk, one.part) for one in plan.versions.all()],
                now=self.clock.later(minutes=10),
            )
        jobs = Job.objects.filter(kind=JobKind.TRAINING, subject_type="cycle", subject_id=cycle.pk)
        if not jobs.exists():
            training.start(
                actor=self.acts.actor("sia"),
                cycle_id=cycle.pk,
                script="digits",
                model="form-digits",
                arguments=["--trial", "small", "medium"],
                now=self.clock.later(hours=2),
            )


class NoShows:
    """Passengers who don't come: personal data, an environment in the wrong place, and nobody in IT."""

    slug = "no-shows"

    def __init__(self, acts: Acts, catalogue: Catalogue) -> None:
        self.acts, self.catalogue, self.clock = acts, catalogue, acts.clock

    def tell(self) -> None:
        """Up to the two things that it is stuck on."""
        self.clock.at(50, 14)
        use_case = self.acts.use_case(
            self.slug,
            "No-shows",
            "How many passengers with a ticket won't come to the gate.",
            policy="restricted-data",
        )
        self.acts.join(use_case, "ava", "ana", "sia", "sam", "dee", "ann")
        cycle = self.acts.cycle(use_case, "ava", "seats fly empty while others wait")
        self._define(use_case, cycle)
        self._ask_for_cloud(use_case)

    def _define(self, use_case: UseCase, cycle: Cycle) -> None:
        if not use_case.briefs.exists():
            briefs.revise(
                actor=self.acts.actor("ava"),
                use_case_id=use_case.pk,
                title="No-shows",
                need="Seats fly empty while people stand by.",
                prediction_target="Whether a ticketed passenger comes to the gate.",
                constraints="Nobody may be refused boarding because of a prediction.",
                classification="restricted",
                residency="on_premises",
                questionnaire=GRAVE,
                objectives=[{"metric": "roc_auc", "direction": "at_least", "threshold": "0.75"}],
                based_on=0,
                now=self.clock.later(hours=2),
            )
        votes = [("ana", "Agreed, with the constraint as written."), ("sam", "")]
        self.acts.gate(
            cycle, "definition", by="ava", note="", votes=votes, days=(1.2, 0.9), opens=False
        )

    def _ask_for_cloud(self, use_case: UseCase) -> None:
        """A data scientist chose the environment with a graphics card; it lies in the cloud."""
        revision = self.catalogue.environment(
            "cloud-gpu-1",
            "Cloud GPU pool",
            "cloud-eu",
            cpu_cores=64,
            memory_gib=256,
            accelerators=2,
            accelerator_kind="L40S",
            service_level="best effort",
        )
        if use_case.platform_plans.exists():
            return
        self.clock.at(56, 10)
        platform.revise(
            actor=self.acts.actor("sia"),
            use_case_id=use_case.pk,
            revision_id=revision.pk,
            cpu_cores=8,
            memory_gib=64,
            accelerators=1,
            frameworks={"scikit-learn": ">=1.5", "torch": ">=2.4"},
            phases=[
                self.catalogue.months(1, 6, cpu_cores=8, memory_gib=64, accelerators=1),
                self.catalogue.months(7, None, cpu_cores=2, memory_gib=8),
            ],
            based_on=0,
            now=self.clock.now,
        )
        framework_requests.ask(
            actor=self.acts.actor("sia"),
            use_case_id=use_case.pk,
            environment_id=revision.environment_id,
            name="torch",
            specifier=">=2.4",
            reason="The sequence model needs it.",
            now=self.clock.later(hours=1),
        )
