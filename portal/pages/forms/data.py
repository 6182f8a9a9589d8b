"""What is typed on the Data page: access, the plan, deliveries, pins, the dialogue on how much."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import canonical
from portal.pages.forms import plan_lines
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, lines, number, text
from projects.models import DataPlan, DataSource
from projects.words import Classification, Part


class AskForm(ServiceForm):
    """Asking the owner of a source."""

    prefix = "ask"
    names = {"source_id": "source"}

    source = chosen(_("Source"))
    reason = lines(_("What for"), _("Its owner decides on these words."), 2)


class AnswerForm(ServiceForm):
    """An owner's answer to a request for access."""

    prefix = "answer"

    answer = lines(_("Answer"), _("Needed to refuse or to take access back."), 2, optional=True)


class SourceForm(ServiceForm):
    """A source for the catalogue."""

    prefix = "source"
    names = {"place_id": "place", "owner_id": "owner"}

    title = text(_("Title"))
    key = text(_("Key"), _("Small letters, digits and hyphens."))
    system = text(_("System"), _("Where it comes from: “airport operations”."))
    reached_by = text(_("Reached by"), _("Database, nightly file, interface."), optional=True)
    place = chosen(_("Where it lies"))
    owner = chosen(_("Owner"), (), _("Who decides on access to it."))
    classification = chosen(_("How sensitive"), Classification.choices)
    volume = number(_("Rows"), optional=True)
    description = lines(_("Description"), "", 2, optional=True)


class CatalogueAskForm(ServiceForm):
    """Asking for a source from its own page, for one of the reader’s use cases."""

    prefix = "ask"

    use_case = chosen(_("Use case"))
    reason = lines(_("What for"), _("Its owner decides on these words."), 2)


class SourceChangeForm(ServiceForm):
    """What the owner says of a source anew; its key, its system and its place stay."""

    prefix = "source"
    names = {"owner_id": "owner", "source": "title"}

    title = text(_("Title"))
    owner = chosen(
        _("Owner"), (), _("Who decides on access to it. Handed over, it is the other’s to change.")
    )
    classification = chosen(
        _("How sensitive"), Classification.choices, _("From public to restricted.")
    )
    reached_by = text(_("Reached by"), _("Database, nightly file, interface."), optional=True)
    volume = number(_("Rows"), optional=True)
    description = lines(_("Description"), "", 3, optional=True)


class PlanForm(ServiceForm):
    """The next revision of the data plan."""

    sources = forms.TypedMultipleChoiceField(
        label=_("Sources"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    target_column = text(_("Target column"), _("The column that the model learns to predict."))
    positive_label = text(
        _("Label to find"),
        _("For two labels: the one that counts as found, such as 1."),
        optional=True,
    )
    key_column = text(
        _("Key column"),
        _("Names each row; with it, training and held-out rows can’t overlap."),
        optional=True,
    )
    label_definition = lines(_("What the label means"), "", 2, optional=True)
    split_rule = lines(
        _("How rows are held out"),
        _("A rule that puts the same row on the same side every time."),
        2,
    )
    train_rows = number(_("Training rows, at least"), optional=True)
    held_out_rows = number(_("Held-out rows, at least"), optional=True)
    steps = lines(
        _("Preparation steps"),
        _(
            "One a line: “clean: drop cancelled flights @ 3f2a91c”. After @ stands the code’s revision."
        ),
        4,
        optional=True,
    )
    checks = lines(
        _("Checks of each delivery"),
        _(
            "One a line: columns a, b · min_rows 1000 · unique key · values late 0, 1 · "
            "not_empty hour 0.01 · range hour 0 24"
        ),
        4,
        optional=True,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    names = {"source_ids": "sources", "thresholds.train": "train_rows", "plan": "split_rule"}

    def clean_steps(self) -> Any:
        return read(plan_lines.read_steps, self.cleaned_data["steps"])

    def clean_checks(self) -> Any:
        return read(plan_lines.read_checks, self.cleaned_data["checks"])

    def tell(self, error: Any) -> None:
        self.names = dict(self.names) | {
            name: name.partition("[")[0].partition(".")[0]
            for name in error.fields
            if name not in self.fields and "[" in name
        }
        super().tell(error)

    def given(self) -> dict[str, Any]:
        """The revision as the service takes it."""
        said = dict(self.cleaned_data)
        wanted = {"train": said.pop("train_rows"), "held_out": said.pop("held_out_rows")}
        sources = said.pop("sources")
        return {
            **said,
            "source_ids": sources,
            "thresholds": {part: rows for part, rows in wanted.items() if rows},
        }


class DeliveryForm(ServiceForm):
    """A CSV that the plan made."""

    prefix = "delivery"
    names = {"place_id": "place"}

    part = chosen(_("What it is for"), Part.choices)
    label = text(_("Name"), _("“March deliveries”, “Held-out fifth”."))
    file = forms.FileField(
        label=_("CSV"), required=False, help_text=_("UTF-8, a header, commas; may be gzipped.")
    )
    place = chosen(_("Where it is kept"))


class PinForm(ServiceForm):
    """A dataset version for this cycle."""

    prefix = "pin"
    names = {"dataset": "dataset", "use": "use"}

    dataset = chosen(_("Version"))
    use = chosen(
        _("Use"),
        [
            ("train", _("to train on")),
            ("held_out", _("to measure on")),
            ("slice", _("to measure on by itself, as one part")),
        ],
    )


class WantForm(ServiceForm):
    """How many rows a data scientist asks for."""

    prefix = "want"

    part = chosen(_("Part"), [(Part.TRAIN, Part.TRAIN.label), (Part.HELD_OUT, Part.HELD_OUT.label)])
    rows = number(_("Rows"))
    note = lines(_("Why so many"), "", 2, optional=True)


class DeliverForm(ServiceForm):
    """Which version answers a request for rows."""

    prefix = "deliver"
    names = {"dataset_id": "dataset"}

    dataset = chosen(_("Version"))
    answer = lines(_("What to say with it"), "", 2, optional=True)


def read(reader: Callable[[str], Any], typed: str) -> Any:
    """What a reader of lines makes of the text; its refusal stands at the field."""
    try:
        return reader(typed)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


def source_initial(source: DataSource) -> dict[str, Any]:
    """A source as the form of its owner starts from."""
    names = ("title", "classification", "reached_by", "volume", "description")
    return {**{name: getattr(source, name) for name in names}, "owner": source.owner_id}


def plan_initial(plan: DataPlan | None, granted: list[int]) -> dict[str, Any]:
    """A plan as the form starts from; before there is one, the sources one may read."""
    if plan is None:
        return {"based_on": 0, "sources": granted}
    wanted = canonical.loads(plan.thresholds)
    names = ("target_column", "positive_label", "key_column", "label_definition", "split_rule")
    return {
        **{name: getattr(plan, name) for name in names},
        "based_on": plan.number,
        "sources": [one.pk for one in plan.sources.all()],
        "train_rows": wanted.get("train"),
        "held_out_rows": wanted.get("held_out"),
        "steps": plan_lines.write_steps(plan.steps.all()),
        "checks": plan_lines.write_checks(canonical.loads(plan.checks)),
    }
