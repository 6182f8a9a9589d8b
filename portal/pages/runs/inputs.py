"""The data that a run says it used, and whether it is a version known and pinned here."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from governance import canonical
from projects.models import DatasetVersion, UseCase
from workflows.models import CycleData, Run

# MLflow cuts digests: of so few characters, none is taken for a version's.
SHORTEST = 8


@dataclass(frozen=True)
class Input:
    """A dataset as logged; `version` is the one here that has its digest.

    `pinned` are the numbers of the cycles to which that version is pinned.
    """

    name: str
    digest: str
    context: str
    version: DatasetVersion | None = None
    pinned: tuple[int, ...] = ()
    cycle: int | None = None

    @property
    def pinned_here(self) -> bool:
        """Whether it is pinned to the run's own cycle."""
        return self.cycle is not None and self.cycle in self.pinned


@dataclass(frozen=True)
class Known:
    """The dataset versions of a use case, and the cycles to which each is pinned."""

    versions: tuple[DatasetVersion, ...]
    pins: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, case: UseCase) -> "Known":
        """In two queries, however many runs are asked about."""
        pins: dict[int, tuple[int, ...]] = {}
        rows = CycleData.objects.filter(cycle__scope=case.scope_id).order_by("cycle__number")
        for dataset_id, number in rows.values_list("dataset_id", "cycle__number"):
            pins[dataset_id] = (*pins.get(dataset_id, ()), number)
        return cls(tuple(DatasetVersion.objects.filter(scope=case.scope_id)), pins)

    def inputs(self, run: Run) -> Iterator[Input]:
        """What a run logged, with what is known of each."""
        for one in canonical.loads(run.datasets):
            digest = one.get("digest") or ""
            version = self._with(digest)
            yield Input(
                name=one.get("name", ""),
                digest=digest,
                context=one.get("context", ""),
                version=version,
                pinned=self.pins.get(version.pk, ()) if version else (),
                cycle=run.cycle.number if run.cycle else None,
            )

    def _with(self, digest: str) -> DatasetVersion | None:
        if len(digest) < SHORTEST:
            return None
        return next((one for one in self.versions if one.sha256.startswith(digest)), None)


def of(case: UseCase, run: Run) -> list[Input]:
    """What one run logged; nothing is read for a run that logged nothing."""
    return list(Known.of(case).inputs(run)) if canonical.loads(run.datasets) else []
