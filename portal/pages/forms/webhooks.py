"""What is typed to make a webhook, to change it, and to make it a new secret."""

from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from governance import events
from governance.services.webhooks import OVERLAP_HOURS
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import number, text


def event_choices(*, of_site: bool = True) -> list[tuple[str, SafeString]]:
    """Each event under its name, with what it says; a use case has none of those of the site."""
    left_out = frozenset() if of_site else events.OF_THE_SITE
    told = events.EVENTS.items()
    return [
        (name, format_html("<code>{}</code> {}", name, about))
        for name, about in told
        if name not in left_out
    ]


class WebhookForm(ServiceForm):
    """Making a webhook."""

    name = text(_("What it is for"), _("A pipeline, a channel, a dashboard."))
    address = text(
        _("Address"),
        _("https://… It may hold a secret, so it is locked and never shown again."),
        inputmode="url",
        autocomplete="off",
    )
    events = forms.MultipleChoiceField(
        label=_("Which events it is told"),
        required=False,
        choices=event_choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, of_site: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        told = cast("forms.MultipleChoiceField", self.fields["events"])
        told.choices = event_choices(of_site=of_site)

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return dict(self.cleaned_data)


class ChangeForm(WebhookForm):
    """Changing one; without an address it keeps the one that it has."""

    address = text(
        _("Another address"),
        _("Empty: it keeps the one that it has."),
        optional=True,
        inputmode="url",
        autocomplete="off",
    )

    def given(self) -> dict[str, Any]:
        """What the service takes: an address only where one was typed, events where they differ,
        because whoever sets either answers for what is sent.
        """
        said = super().given()
        if not said["address"]:
            del said["address"]
        if said["events"] and set(said["events"]) == set(self.initial.get("events", ())):
            del said["events"]
        return said


class RotateForm(ServiceForm):
    """Making a new secret."""

    prefix = "rotate"

    overlap_hours = number(
        _("Hours in which the one before signs too"),
        _("So that receivers can change over; 0 ends it now."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        given.setdefault("initial", {"overlap_hours": OVERLAP_HOURS})
        super().__init__(*args, **given)
