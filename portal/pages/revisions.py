"""Two revisions of a brief side by side: word by word, objectives as a table, meaning told from wording."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import canonical
from governance.models import Review
from governance.words import ReviewState
from portal.pages import metric_words
from projects import contents, differences, queries, risk
from projects.differences import ADDED, REMOVED, Span
from projects.models import BriefRevision, Objective, UseCase
from projects.words import Classification, Residency, Task, Tier
from workflows.stages import DEFINITION

LABELS = {
    "title": gettext_lazy("Title"),
    "need": gettext_lazy("Business need"),
    "prediction_target": gettext_lazy("What is predicted"),
    "task": gettext_lazy("Kind of prediction"),
    "description": gettext_lazy("Description"),
    "constraints": gettext_lazy("Constraints"),
    "classification": gettext_lazy("How sensitive the data is"),
    "residency": gettext_lazy("Where data and models may be"),
    "tier": gettext_lazy("Risk tier"),
}
CHOICES: Mapping[str, Any] = {
    "task": Task,
    "classification": Classification,
    "residency": Residency,
    "tier": Tier,
}


@dataclass(frozen=True)
class Field:
    """One field of both; the spans of a side that are marked are those the other hasn't got."""

    label: str
    before: tuple[tuple[str, bool], ...]
    after: tuple[tuple[str, bool], ...]
    bears_on_meaning: bool


@dataclass(frozen=True)
class Aim:
    """One objective in both; None where a revision hasn't got it."""

    label: str
    before: tuple[str, str] | None
    after: tuple[str, str] | None

    @property
    def changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Approval:
    """A round at the Definition gate that approved what a revision says."""

    decided_at: datetime | None
    round: int


@dataclass(frozen=True)
class Side:
    """A revision, and the approval that binds to what it says."""

    revision: BriefRevision
    approval: Approval | None


@dataclass(frozen=True)
class Comparison:
    """The earlier revision and the later one."""

    before: Side
    after: Side
    fields: tuple[Field, ...]
    aims: tuple[Aim, ...]
    aims_bear: bool
    same: tuple[str, ...]

    @property
    def aims_changed(self) -> bool:
        return any(one.changed for one in self.aims)

    @property
    def bears_on_meaning(self) -> bool:
        """Whether an approval of the earlier one holds for the later one no more."""
        fields = any(one.bears_on_meaning for one in self.fields)
        return fields or (self.aims_bear and self.aims_changed)


def compare(
    case: UseCase,
    one: BriefRevision,
    other: BriefRevision,
    approvals: Mapping[int, Approval],
) -> Comparison:
    """From the earlier of the two to the later, whichever was named first."""
    first, second = sorted((one, other), key=lambda row: row.number)
    wording = queries.meaningless_fields(case)
    fields = list(_fields(first, second, wording))
    return Comparison(
        before=Side(first, approvals.get(first.number)),
        after=Side(second, approvals.get(second.number)),
        fields=tuple(field for field in fields if field.before != field.after),
        aims=tuple(_aims(first, second)),
        aims_bear="objectives" not in wording,
        same=tuple(field.label for field in fields if field.before == field.after),
    )


def approvals(case: UseCase, revisions: Sequence[BriefRevision]) -> dict[int, Approval]:
    """number of a revision → the last approval that binds to just what it says.

    An approval freezes the fields that bear on meaning; every revision with the same ones is bound.
    """
    rows = Review.objects.filter(
        scope=case.scope_id, gate__stage=DEFINITION, state=ReviewState.APPROVED
    )
    said = {row.number: contents.brief(row) for row in revisions}
    found: dict[int, Approval] = {}
    for text, decided_at, number in rows.order_by("decided_at").values_list(
        "content", "decided_at", "round"
    ):
        frozen = canonical.loads(text)
        for revision, content in said.items():
            if all(content[name] == frozen[name] for name in frozen if name in content):
                found[revision] = Approval(decided_at, number)
    return found


def _fields(
    first: BriefRevision, second: BriefRevision, wording: Collection[str]
) -> Iterator[Field]:
    for name, label in LABELS.items():
        yield _field(
            str(label), _shown(name, first), _shown(name, second), bears=name not in wording
        )
    before, after = (canonical.loads(row.questionnaire) for row in (first, second))
    for key, question in risk.QUESTIONS.items():
        answers = (question.answer(said.get(key, "")) for said in (before, after))
        texts = [str(one.text) if one else _("not answered") for one in answers]
        yield _field(str(question.text), *texts, bears="questionnaire" not in wording)


def _field(label: str, before: str, after: str, *, bears: bool) -> Field:
    spans = differences.words(before, after)
    return Field(label, _side(spans, REMOVED, ADDED), _side(spans, ADDED, REMOVED), bears)


def _side(spans: Sequence[Span], own: str, other: str) -> tuple[tuple[str, bool], ...]:
    return tuple((span.text, span.op == own) for span in spans if span.op != other)


def _shown(name: str, row: BriefRevision) -> str:
    value = getattr(row, name)
    return str(CHOICES[name](value).label) if name in CHOICES else value


def _aims(first: BriefRevision, second: BriefRevision) -> Iterator[Aim]:
    old, new = ({(o.metric, o.segment): o for o in row.objectives.all()} for row in (first, second))
    for metric, segment in dict.fromkeys([*old, *new]):
        key = (metric, segment)
        yield Aim(
            metric_words.label(metric, segment),
            _aim(old[key]) if key in old else None,
            _aim(new[key]) if key in new else None,
        )


def _aim(row: Objective) -> tuple[str, str]:
    needs = {"direction": row.direction, "threshold": str(row.threshold)}
    return metric_words.needs(needs), str(row.get_measured_on_display())
