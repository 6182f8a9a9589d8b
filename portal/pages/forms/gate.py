"""What is typed at a gate: a vote, an advice, a submission, a waiver, a revocation."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.words import Choice
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen_id

CONDITIONS = 4
HIGHEST = 2**63 - 1
NEEDED_OF_A_CONDITION = {
    "condition": _("Say what has to be done."),
    "owner": _("Choose who owns it."),
    "due": _("Choose the day by which it is done."),
}
REASONED = {
    Choice.CHANGES: _("Say what has to change, so that the next round can be right."),
    Choice.REJECT: _("Say why: it stands beside your name."),
}
ADVICE = [
    (Choice.APPROVE, _("I would approve")),
    (Choice.CHANGES, _("I would ask for changes")),
    (Choice.REJECT, _("I would reject")),
]


class DayInput(forms.DateInput):
    """A day as browsers pick it."""

    input_type = "date"

    def __init__(self, **attributes: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attributes)


def end_of(day: date) -> datetime:
    """The last minute of a day where the reader is."""
    return datetime.combine(day, time(23, 59), tzinfo=timezone.get_current_timezone())


class VoteForm(ServiceForm):
    """A binding vote on the content that the page showed (`seen_hash`)."""

    prefix = "vote"
    names = {"conditions": "condition_0", "role": "seat"}

    review = forms.IntegerField(min_value=1, max_value=HIGHEST, widget=forms.HiddenInput)
    seen_hash = forms.CharField(widget=forms.HiddenInput)
    seat = forms.CharField(label=_("Vote"), required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Choice.APPROVE, _("Approve")),
            (Choice.CONDITIONS, _("Approve with conditions")),
            (Choice.CHANGES, _("Ask for changes")),
            (Choice.REJECT, _("Reject")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one: a decision is never preselected.")},
    )
    comment = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Stands beside your name. Needed unless you approve; say what has to change where you "
            "ask for changes."
        ),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.names = dict(self.names)
        for n in range(CONDITIONS):
            self.fields[f"condition_{n}"] = forms.CharField(
                label=_("Condition") if n == 0 else _("Another condition"), required=False
            )
            self.fields[f"owner_{n}"] = forms.IntegerField(
                label=_("Owner"), required=False, widget=forms.Select
            )
            self.fields[f"due_{n}"] = forms.DateField(
                label=_("By"), required=False, widget=DayInput
            )
            self.names |= {
                f"conditions[{n}].text": f"condition_{n}",
                f"conditions[{n}].owner_id": f"owner_{n}",
                f"conditions[{n}].due": f"due_{n}",
            }

        for name in ("comment", "condition_0", "owner_0", "due_0"):
            # Needed by some decisions: calling it optional would be half the truth.
            self.fields[name].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A condition has its words, an owner and a day, once there is one; a “no” has its reason."""
        found = super().clean() or self.cleaned_data
        why = REASONED.get(found.get("choice", ""))
        if why and not (found.get("comment") or "").strip():
            self.add_error("comment", why)
        if found.get("choice") != Choice.CONDITIONS:
            return found
        for n in range(CONDITIONS):
            given = [found.get(f"{name}_{n}") for name in NEEDED_OF_A_CONDITION]
            if n > 0 and not any(given):
                continue
            for (name, why), value in zip(NEEDED_OF_A_CONDITION.items(), given, strict=True):
                if not value and f"{name}_{n}" not in self.errors:
                    self.add_error(f"{name}_{n}", why)
        return found

    def offer(
        self, seats: Sequence[tuple[str, str]], members: Sequence[tuple[int, str]], first: date
    ) -> None:
        """What the page lets people choose from; the service judges what was chosen.

        `first` is the earliest day by which a condition can be kept.
        """
        if len(seats) > 1:
            self.fields["seat"].widget = forms.Select(choices=seats)
        for n in range(CONDITIONS):
            owner = self.fields[f"owner_{n}"]
            owner.widget = forms.Select(choices=[("", _("Choose")), *members])
            self.fields[f"due_{n}"].widget.attrs["min"] = f"{first:%Y-%m-%d}"

    def given(self) -> dict[str, Any]:
        """The vote as the service takes it."""
        role, colon, giver = self.cleaned_data["seat"].partition(":")
        return {
            "review_id": self.cleaned_data["review"],
            "seen_hash": self.cleaned_data["seen_hash"],
            "choice": self.cleaned_data["choice"],
            "comment": self.cleaned_data["comment"],
            "role": role or None,
            "on_behalf_of_id": chosen_id(giver) if colon else None,
            "conditions": list(self._conditions())
            if self.cleaned_data["choice"] == Choice.CONDITIONS
            else [],
        }

    def _conditions(self) -> Iterator[dict[str, Any]]:
        for n in range(CONDITIONS):
            text, owner, due = (
                self.cleaned_data[f"{k}_{n}"] for k in ("condition", "owner", "due")
            )
            if text or (n == 0 and (owner or due)):
                yield {"text": text, "owner_id": owner, "due": end_of(due) if due else None}

    def kept(self) -> dict[str, Any]:
        """What was typed, without the round, the content and the decision that it was typed for."""
        names = ["comment", *(f"{k}_{n}" for k in NEEDED_OF_A_CONDITION for n in range(CONDITIONS))]
        return {name: self.data.get(self.add_prefix(name), "") for name in names}

    def conditions(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each condition, for the page."""
        return [
            tuple(self[f"{name}_{n}"] for name in ("condition", "owner", "due"))
            for n in range(CONDITIONS)
        ]


class AdviceForm(ServiceForm):
    """Advice: shown beside the votes, counted nowhere."""

    prefix = "advice"

    review = forms.IntegerField(min_value=1, max_value=HIGHEST, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=_("Advice"), choices=ADVICE)
    comment = forms.CharField(
        label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DelegateForm(ServiceForm):
    """Letting somebody else vote in one's place here, until a day."""

    prefix = "lend"
    names = {"taker_id": "taker"}

    role = forms.CharField(label=_("Vote as"), widget=forms.HiddenInput)
    taker = forms.IntegerField(
        label=_("Who votes for you"),
        widget=forms.Select,
        error_messages={"required": _("Choose somebody.")},
    )
    until = forms.DateField(
        label=_("Until the end of"),
        widget=DayInput,
        error_messages={"required": _("Choose the last day.")},
    )

    def offer(self, roles: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]]) -> None:
        """The roles in which the reader may vote here, and who could vote in their place."""
        if len(roles) > 1:
            self.fields["role"].widget = forms.Select(choices=roles)
        self.fields["taker"].widget = forms.Select(choices=[("", _("Choose")), *people])

    def given(self) -> dict[str, Any]:
        """The loan as the service takes it."""
        said = self.cleaned_data
        return {"role": said["role"], "taker_id": said["taker"], "until": end_of(said["until"])}


class SubmitForm(ServiceForm):
    """Asking for a review."""

    prefix = "submit"

    note = forms.CharField(
        label=_("Note for the voters"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What they should look at, and what changed."),
    )


class WaiverForm(ServiceForm):
    """An officer lets one check pass until a day."""

    prefix = "waiver"

    check_key = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it may pass"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = forms.DateField(
        label=_("Until"),
        widget=DayInput,
        error_messages={"required": _("Choose the last day on which it may pass.")},
    )


class RevokeForm(ServiceForm):
    """An officer takes an approval back."""

    prefix = "revoke"

    reason = forms.CharField(
        label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
