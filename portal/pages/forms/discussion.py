"""What is typed in a discussion: a remark, something to do."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm
from portal.pages.forms.gate import DayInput
from portal.pages.forms.inputs import chosen, lines, text


class RemarkForm(ServiceForm):
    """A remark on something of the use case."""

    prefix = "remark"
    names = {"subject": "about"}

    about = forms.ChoiceField(label=_("About"))
    text = lines(_("What you want to say"), "", 4)


class WorkForm(ServiceForm):
    """Something that somebody will do."""

    prefix = "work"
    names = {"owner_id": "owner"}

    title = text(_("What is to be done"))
    owner = chosen(_("Who"), empty=_("Nobody yet"))
    due = forms.DateField(label=_("By"), required=False, widget=DayInput())
