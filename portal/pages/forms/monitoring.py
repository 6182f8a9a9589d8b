"""What is typed about a window of operation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import DayTimeInput, text


class WindowForm(ServiceForm):
    """A span of operation that shall be judged."""

    prefix = "window"

    label = text(_("Name"), _("“April”, “Week 18”."))
    starts_at = forms.DateTimeField(
        label=_("From"), widget=DayTimeInput(), error_messages={"required": _("Say from when.")}
    )
    ends_at = forms.DateTimeField(
        label=_("Until, left out"),
        widget=DayTimeInput(),
        error_messages={"required": _("Say until when.")},
    )


class FeedbackForm(ServiceForm):
    """What turned out to be true, as a CSV."""

    prefix = "feedback"
    names = {"rows": "file"}

    file = forms.FileField(
        label=_("CSV"),
        help_text=_("With the columns prediction_id, actual and event_at; UTF-8, commas."),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> str:
        try:
            return str(self.cleaned_data["file"].read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This isn’t UTF-8 text; save it as UTF-8 CSV.")) from None
