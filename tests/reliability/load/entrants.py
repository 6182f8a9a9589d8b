"""Use cases on their way into service: approved ones, and ones that have no business there."""

import pytest

from tests.projects.conftest import Make
from tests.workflows.mlflow.conftest import Guarded
from tests.workflows.mlflow.registered import Registered
from workflows.models import Candidate, Release
from workflows.services import gates

PEOPLE = {"scientist": ("sam", "sia"), "releaser": ("dov", "dot"), "analyst": ("ana", "ava")}


class OwnKeys(Make):
    """The same acts with keys of its own, so that many use cases fit into one database."""

    def use_case(self, title: str = "Late arrivals", **given):
        row = super().use_case(title, **given)
        self.suffix = row.pk
        return row

    def source(self, key: str = "movements", **given):
        return super().source(f"{key}-{self.suffix}", **given)

    def environment(self, key: str = "prem-cpu-1", **given):
        return super().environment(f"{key}-{self.suffix}", **given)


class Entrant(Registered):
    """One use case; its keys belong to one person of a role or the other, for nobody has more than 20."""

    maker = OwnKeys

    def __init__(self, guarded: Guarded, patch: pytest.MonkeyPatch, number: int) -> None:
        super().__init__(guarded, patch)
        for role, names in PEOPLE.items():
            setattr(self, role, names[number % 2])
        self.peer = PEOPLE["scientist"][1 - number % 2]
        self.version = "1"

    @property
    def workspace(self) -> str:
        return self.use_case.slug

    def prepare(self) -> "Entrant":
        """Everything but an approval."""
        self.candidate: Candidate = self.ready_to_release()
        self.version = self.candidate.version
        return self

    def approve(self) -> "Entrant":
        self.review = self.approve_release()
        return self

    def revoke(self) -> "Entrant":
        gates.revoke(
            actor=self.cast.ola,
            review_id=self.review.pk,
            reason="The brief was wrong.",
            now=self.tick(),
        )
        return self

    def only_register(self) -> "Entrant":
        """A version that was never nominated, by the name and number of approved ones elsewhere."""
        self.bind()
        self.version = self.register()
        return self

    def releases(self) -> list[Release]:
        return list(Release.objects.filter(scope=self.use_case.scope))


class Grid:
    """All use cases of a load."""

    def __init__(self, guarded: Guarded, patch: pytest.MonkeyPatch, approved: int) -> None:
        def entrant(number: int) -> Entrant:
            return Entrant(guarded, patch, number)

        self.approved = [entrant(number).prepare().approve() for number in range(approved)]
        self.unapproved = entrant(0).prepare()
        self.revoked = entrant(1).prepare().approve().revoke()
        self.never_nominated = entrant(0).only_register()
        self.refused = (self.unapproved, self.revoked, self.never_nominated)
