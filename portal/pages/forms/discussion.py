"""What is typed in a discussion: a remark with files, something to do, why a file is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm
from portal.pages.forms.files import files
from portal.pages.forms.gate import DayInput
from portal.pages.forms.inputs import chosen, lines, text


class RemarkForm(ServiceForm):
    """A remark on something of the use case."""

    prefix = "remark"
    names = {"subject": "about", "files": "attached"}

    about = forms.ChoiceField(label=_("About"))
    text = lines(
        _("What you want to say"), _("Write @ and a user name to tell somebody, such as @ana."), 4
    )
    attached = files()


class WorkForm(ServiceForm):
    """Something that somebody will do."""

    prefix = "work"
    names = {"owner_id": "owner"}

    title = text(_("What is to be done"))
    owner = chosen(_("Who"), empty=_("Nobody yet"))
    due = forms.DateField(label=_("By"), required=False, widget=DayInput())


class FilesForm(ServiceForm):
    """Files for the use case itself."""

    prefix = "attach"
    names = {"files": "attached"}

    attached = files()


class EraseForm(ServiceForm):
    """Why a file is erased."""

    prefix = "erase"

    reason = text(_("Why it is erased"))
