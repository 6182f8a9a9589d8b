"""A use case with everybody in it, and the shortest right input for each service."""

import io
from datetime import datetime

import pytest

from governance.models import LedgerEntry
from projects import risk
from projects.models import (
    BriefRevision,
    DataPlan,
    DatasetVersion,
    DataSource,
    EnvironmentRevision,
    Place,
    PlatformPlan,
    UseCase,
)
from projects.services import briefs, datasets, environments, places, plans, platform, sources
from projects.services import use_cases as use_case_services
from tests.remembering import remembered

MILD = {key: question.answers[0].key for key, question in risk.QUESTIONS.items()}
AUC = {"metric": "roc_auc", "direction": "at_least", "threshold": "0.90"}


class Make:
    """Each method calls one service with input that is right; keywords put something else in."""

    remembers = ("cast",)

    def __init__(self, cast, now: datetime) -> None:
        self.cast, self.now = cast, now

    @remembered
    def use_case(self, title: str = "Late arrivals", **given) -> UseCase:
        values = {"actor": self.cast.ola, "founder_role": "", "title": title, "now": self.now}
        return use_case_services.create(**(values | given))

    def brief(self, use_case: UseCase, **given) -> BriefRevision:
        newest = use_case.briefs.order_by("-number").first()
        values = {
            "actor": self.cast.ana,
            "use_case_id": use_case.pk,
            "title": "Late arrivals",
            "need": "Crews are called too late.",
            "prediction_target": "Lands more than 15 minutes late.",
            "classification": "internal",
            "residency": "on_premises",
            "questionnaire": MILD,
            "objectives": [AUC],
            "based_on": newest.number if newest else 0,
            "now": self.now,
        }
        return briefs.revise(**(values | given))

    def place(self, code: str = "hall-b", kind: str = "on_premises", **given) -> Place:
        title = code.replace("-", " ").capitalize()
        values = {"actor": self.cast.ada, "title": title, "now": self.now}
        return places.add(code=code, kind=kind, **(values | given))

    def source(self, key: str = "movements", **given) -> DataSource:
        values = {
            "actor": self.cast.dee,
            "title": key.capitalize(),
            "system": "airport operations",
            "owner_id": self.cast.id("stan"),
            "classification": "internal",
            "now": self.now,
        }
        place_id = given.pop("place_id", None) or self.place(f"place-of-{key}").pk
        return sources.register(key=key, place_id=place_id, **(values | given))

    def plan(self, use_case: UseCase, **given) -> DataPlan:
        newest = use_case.data_plans.order_by("-number").first()
        values = {
            "actor": self.cast.dee,
            "use_case_id": use_case.pk,
            "source_ids": [],
            "target_column": "late",
            "key_column": "flight",
            "positive_label": "1",
            "split_rule": "A hash of the flight's key: one fifth is held out.",
            "steps": [{"kind": "clean", "title": "Drop cancelled flights", "code_revision": "a1"}],
            "thresholds": {"train": 4},
            "based_on": newest.number if newest else 0,
            "now": self.now,
        }
        return plans.revise(**(values | given))

    def dataset(self, plan: DataPlan, text: str | bytes | None = None, **given) -> DatasetVersion:
        values = {
            "actor": self.cast.dee,
            "plan_id": plan.pk,
            "part": "train",
            "label": "January",
            "file": csv_file(text if text is not None else table()),
            "now": self.now,
        }
        place = Place.objects.filter(code="store").first() or self.place("store")
        return datasets.register(**({"place_id": place.pk} | values | given))

    def environment(self, key: str = "prem-cpu-1", **given) -> EnvironmentRevision:
        values = {
            "actor": self.cast.ivo,
            "title": key,
            "cpu_cores": 8,
            "memory_gib": 32,
            "frameworks": {"scikit-learn": "1.5.1"},
            "now": self.now,
        }
        place_id = given.pop("place_id", None) or self.place(f"place-of-{key}").pk
        return environments.revise(key=key, place_id=place_id, **(values | given))

    def platform(self, use_case: UseCase, revision_id: int, **given) -> PlatformPlan:
        values = {
            "actor": self.cast.ivo,
            "use_case_id": use_case.pk,
            "revision_id": revision_id,
            "cpu_cores": 4,
            "memory_gib": 16,
            "frameworks": {"scikit-learn": ">=1.5"},
            "based_on": 0,
            "now": self.now,
        }
        return platform.revise(**(values | given))


def table(first: int = 1, rows: int = 4) -> str:
    """A CSV of flights with a key, a feature and a target."""
    lines = [f"f{number},{number % 7},{number % 2}" for number in range(first, first + rows)]
    return "\n".join(["flight,hour,late", *lines]) + "\n"


def csv_file(text: str | bytes) -> io.BytesIO:
    return io.BytesIO(text.encode() if isinstance(text, str) else text)


def kinds(scope=None) -> list[str]:
    """The kinds of the ledger's entries, in order; of one scope if it is given."""
    rows = LedgerEntry.objects.order_by("pk")
    if scope is not None:
        rows = rows.filter(scope=scope.key)
    return list(rows.values_list("kind", flat=True))


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """Data of one test isn't there for the next."""
    settings.PITWALL_HOME = tmp_path


@pytest.fixture
def make(cast, now) -> Make:
    cast.policy_version()
    return Make(cast, now)


@pytest.fixture
def use_case(make, cast) -> UseCase:
    """Late arrivals, with everybody in their role; Stan, Ada, Val, Ola and Oto outside."""
    row = make.use_case()
    cast.join(row.scope)
    return row
