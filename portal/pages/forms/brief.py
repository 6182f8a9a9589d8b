"""What is typed into a brief: the need, the prediction problem, its objectives, eight answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import canonical
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, lines, text
from projects.metrics import METRICS
from projects.models import BriefRevision
from projects.risk import QUESTIONS
from projects.words import Classification, MeasuredOn, Residency, Task

SPARE_ROWS, MOST_ROWS = 2, 12
PLAIN = (
    "title",
    "description",
    "need",
    "prediction_target",
    "task",
    "constraints",
    "classification",
    "residency",
)


def _metrics() -> list[tuple[Any, Any]]:
    """The metrics under the task they suit; one that suits two stands under both."""
    return [
        (task.label, [(m.name, m.word) for m in METRICS.values() if task.value in m.tasks])
        for task in Task
    ]


class BriefForm(ServiceForm):
    """The next revision of a brief; `based_on` is the one its author saw."""

    title = text(_("Title"), _("What people call it."))
    need = lines(
        _("Business need"), _("Who needs what, and what it costs that they don’t have it."), 4
    )
    prediction_target = lines(
        _("What is predicted"),
        _(
            "For which thing, at which moment, what exactly. “At departure: will this flight "
            "land more than 15 minutes late?”"
        ),
        2,
    )
    task = chosen(_("Kind of prediction"), Task.choices)
    description = lines(
        _("Description"), _("Background that helps, but doesn’t bind anybody."), optional=True
    )
    constraints = lines(
        _("Constraints"), _("Time to answer, cost, law, what must not be used."), 2, optional=True
    )
    classification = chosen(_("How sensitive the data is"), Classification.choices)
    residency = chosen(
        _("Where data and models may be"),
        Residency.choices,
        _("Sources, environments and targets outside it keep their gates shut."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, rows: int = 0, **given: Any) -> None:
        super().__init__(*args, **given)
        self.names = {}
        for key, question in QUESTIONS.items():
            self.fields[f"q_{key}"] = forms.ChoiceField(
                label=str(question.text),
                required=False,
                help_text=str(question.why),
                widget=forms.RadioSelect,
                choices=[(one.key, one.text) for one in question.answers],
            )
            self.names[f"questionnaire.{key}"] = f"q_{key}"
        self.rows = min(MOST_ROWS, max(rows, self._typed_rows()) + SPARE_ROWS)
        for n in range(self.rows):
            self._add_objective(n)

    def _typed_rows(self) -> int:
        """How many rows came back with the form."""
        return sum(1 for n in range(MOST_ROWS) if self.data.get(f"metric_{n}"))

    def _add_objective(self, n: int) -> None:
        self.fields[f"metric_{n}"] = chosen(_("Metric"), _metrics())
        self.fields[f"threshold_{n}"] = text(_("Threshold"), inputmode="decimal")
        self.fields[f"measured_on_{n}"] = forms.ChoiceField(
            label=_("Judged on"), required=False, choices=MeasuredOn.choices
        )
        self.fields[f"segment_{n}"] = text(_("Only where"), placeholder="origin=EWR", optional=True)

    def objectives(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each row, for the page."""
        return [
            tuple(self[f"{name}_{n}"] for name in ("metric", "threshold", "measured_on", "segment"))
            for n in range(self.rows)
        ]

    def questions(self) -> list[forms.BoundField]:
        return [self[f"q_{key}"] for key in QUESTIONS]

    def given(self) -> dict[str, Any]:
        """The revision as the service takes it."""
        said = self.cleaned_data
        wanted = list(self._objectives(said))
        for place, (n, _one) in enumerate(wanted):
            for name in ("metric", "threshold", "measured_on", "segment"):
                self.names[f"objectives[{place}].{name}"] = f"{name}_{n}"
            self.names[f"objectives[{place}]"] = f"metric_{n}"
            self.names[f"objectives[{place}].direction"] = f"metric_{n}"
        return {
            **{name: said[name] for name in PLAIN},
            "questionnaire": answers(said),
            "objectives": [one for _n, one in wanted],
            "based_on": said["based_on"],
        }

    def _objectives(self, said: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Rows in which a metric or a threshold was given; the metric says which way is better."""
        for n in range(self.rows):
            name, threshold = said[f"metric_{n}"], said[f"threshold_{n}"]
            if not (name or threshold):
                continue
            yield (
                n,
                {
                    "metric": name,
                    "direction": METRICS[name].direction if name else "at_least",
                    "threshold": threshold,
                    "measured_on": said[f"measured_on_{n}"] or MeasuredOn.BOTH.value,
                    "segment": said[f"segment_{n}"],
                },
            )


def answers(said: Mapping[str, Any]) -> dict[str, str]:
    """The questionnaire's answers among what was typed."""
    return {key: said[f"q_{key}"] for key in QUESTIONS if said.get(f"q_{key}")}


def initial(brief: BriefRevision | None, title: str) -> dict[str, Any]:
    """A brief as the form starts from; the title alone before there is one."""
    if brief is None:
        return {"title": title, "task": Task.CLASSIFICATION, "based_on": 0}
    start: dict[str, Any] = {name: getattr(brief, name) for name in PLAIN}
    start["based_on"] = brief.number
    start |= {f"q_{k}": v for k, v in canonical.loads(brief.questionnaire).items()}
    for n, one in enumerate(brief.objectives.all()):
        start |= {
            f"metric_{n}": one.metric,
            f"threshold_{n}": f"{one.threshold.normalize():f}",
            f"measured_on_{n}": one.measured_on,
            f"segment_{n}": one.segment,
        }
    return start
