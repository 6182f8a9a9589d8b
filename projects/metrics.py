"""The closed list of metrics that objectives may name: their meaning, direction and range."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

BINARY = "classification"
MULTICLASS = "multiclass"
REGRESSION = "regression"
HIGHER = "higher"
LOWER = "lower"


@dataclass(frozen=True)
class Metric:
    """One metric: the tasks it suits, which way is better, and its range (None: no end)."""

    name: str
    label: str
    tasks: frozenset[str]
    better: str
    lowest: Decimal | None = Decimal(0)
    highest: Decimal | None = Decimal(1)

    @property
    def word(self) -> str:
        """Its label in the reader's language; facts keep `label`, which is the same for everybody."""
        return gettext(self.label)

    @property
    def direction(self) -> str:
        """The only direction in which an objective on this metric makes sense."""
        return "at_least" if self.better == HIGHER else "at_most"


def _metric(name: str, label: str, tasks: Iterable[str], better: str, *ends) -> Metric:
    return Metric(name, label, frozenset(tasks), better, *ends)


BOTH = (BINARY, MULTICLASS)
UNBOUNDED = (Decimal(0), None)

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        _metric("roc_auc", gettext_noop("ROC AUC"), [BINARY], HIGHER),
        _metric("average_precision", gettext_noop("average precision"), [BINARY], HIGHER),
        _metric("f1", gettext_noop("F1"), [BINARY], HIGHER),
        _metric("precision", gettext_noop("precision"), [BINARY], HIGHER),
        _metric("recall", gettext_noop("recall"), [BINARY], HIGHER),
        _metric("specificity", gettext_noop("specificity"), [BINARY], HIGHER),
        _metric("brier", gettext_noop("Brier score"), [BINARY], LOWER),
        _metric("accuracy", gettext_noop("accuracy"), BOTH, HIGHER),
        _metric("balanced_accuracy", gettext_noop("balanced accuracy"), BOTH, HIGHER),
        _metric("log_loss", gettext_noop("log loss"), BOTH, LOWER, *UNBOUNDED),
        _metric("f1_macro", gettext_noop("F1, mean over classes"), [MULTICLASS], HIGHER),
        _metric(
            "precision_macro", gettext_noop("precision, mean over classes"), [MULTICLASS], HIGHER
        ),
        _metric("recall_macro", gettext_noop("recall, mean over classes"), [MULTICLASS], HIGHER),
        _metric("mae", gettext_noop("mean absolute error"), [REGRESSION], LOWER, *UNBOUNDED),
        _metric("mse", gettext_noop("mean squared error"), [REGRESSION], LOWER, *UNBOUNDED),
        _metric("rmse", gettext_noop("root mean squared error"), [REGRESSION], LOWER, *UNBOUNDED),
        _metric("r2", gettext_noop("R²"), [REGRESSION], HIGHER, None, Decimal(1)),
    )
}


def names(task: str) -> list[str]:
    """The metrics that suit a task, in the order of the list."""
    return [metric.name for metric in METRICS.values() if task in metric.tasks]


def closest(name: str, task: str) -> list[str]:
    """Up to three known metrics of the task that look most like `name`."""
    plain = _squeezed(name)
    known = {_squeezed(one): one for one in names(task)}
    known |= {_squeezed(METRICS[one].label): one for one in names(task)}
    within = [one for one in known if one in plain or (len(plain) > 1 and plain in one)]
    alike = difflib.get_close_matches(plain, list(known), n=3, cutoff=0.6)
    return list(dict.fromkeys(known[one] for one in (*within, *alike)))[:3]


def _squeezed(name: str) -> str:
    """Letters and digits only, so that F1-Score and f1_score are the same."""
    return "".join(one for one in name.lower() if one.isalnum())


def label(name: str) -> str:
    """What a person calls the metric; the name itself if it isn't in the list."""
    return METRICS[name].label if name in METRICS else name
