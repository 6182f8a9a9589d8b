"""Fields that several forms share: days, lists of lines, use cases."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from governance.models import Scope

F = TypeVar("F", bound=forms.Field)
# A longer list of use cases is no help to choose from, and outweighs the page that it stands on.
MANY = 100


class DayTimeInput(forms.DateTimeInput):
    """A moment as browsers pick it, in the reader's time zone."""

    input_type = "datetime-local"

    def __init__(self, **attributes: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", attrs=attributes)


def text(
    label: Any, help_text: Any = "", *, optional: bool = False, **attributes: Any
) -> forms.CharField:
    """One line; services say when it is missing."""
    field = forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs=attributes),
    )
    return _needed(field, optional)


def lines(
    label: Any, help_text: Any = "", rows: int = 3, *, optional: bool = False
) -> forms.CharField:
    """Several lines."""
    field = forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
    return _needed(field, optional)


def number(
    label: Any, help_text: Any = "", *, lowest: int = 0, optional: bool = False
) -> forms.IntegerField:
    """A whole number; services say when it is missing."""
    field = forms.IntegerField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"min": lowest, "inputmode": "numeric"}),
    )
    return _needed(field, optional)


def chosen(
    label: Any, choices: Iterable[tuple[Any, Any]] = (), help_text: Any = "", *, empty: Any = None
) -> forms.ChoiceField:
    """One of a list; `empty` names the line that chooses nothing, where that is allowed."""
    first = [("", empty if empty is not None else _("Choose"))]
    field = forms.ChoiceField(
        label=label, required=False, help_text=help_text, choices=[*first, *choices]
    )
    return _needed(field, empty is not None)


def _needed(field: F, optional: bool) -> F:
    """Keep a label from saying “optional” where it is the service that asks for an answer."""
    field.needed = not optional  # type: ignore[attr-defined]
    return field


def offer(field: forms.Field, choices: Sequence[tuple[Any, Any]], empty: Any = None) -> None:
    """Fill a list that depends on what the reader may see."""
    first = [("", empty if empty is not None else _("Choose"))]
    field.choices = [*first, *choices]  # type: ignore[attr-defined]


def offer_use_cases(
    form: forms.Form, name: str, rows: QuerySet[Scope], empty: Any, *, inside: bool = False
) -> None:
    """The use cases to choose from, by their short names; where there are many, one is typed.

    What to type stands below the field, or `inside` it where fields stand in a row.
    """
    found = list(rows.order_by("label", "pk").values_list("key", "label")[: MANY + 1])
    field = form.fields[name]
    if len(found) <= MANY:
        offer(field, found, empty)
        return
    said = _("Its short name, as in its address.")
    below = "" if inside else format_lazy("{} {}", field.help_text, said)
    held = said if inside else empty
    typed = text(field.label, below, optional=True, placeholder=held, size=len(str(held)))
    typed.needed = field.needed  # type: ignore[attr-defined]
    form.fields[name] = typed


def chosen_id(value: object) -> int:
    """The id that was chosen; 0, which names nothing, for anything else."""
    said = str(value or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 18 else 0
