"""What is typed on the Runs page: a training, a nomination."""

import shlex
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import chosen, text


class TrainForm(ServiceForm):
    """A training that the runner does."""

    prefix = "train"

    script = chosen(_("Script"), (), _("Registered by an administrator; it runs in the sandbox."))
    model = text(_("Registered model"), _("The versions that it makes are registered under it."))
    arguments = text(_("Arguments"), _("As on a command line: --trial wide"), optional=True)

    def clean_arguments(self) -> Any:
        try:
            return shlex.split(self.cleaned_data["arguments"])
        except ValueError:
            raise forms.ValidationError(_("A quotation mark isn’t closed.")) from None


class NominateForm(ServiceForm):
    """A registered version for this cycle."""

    prefix = "nominate"
    names = {"model": "version", "author_id": "author"}

    version = chosen(_("Registered version"))
    author = chosen(
        _("Who trained it"),
        (),
        _("Asked where the run doesn’t say so; whoever trained it can’t vote at the gate."),
        empty=_("As the run says"),
    )

    def named(self) -> tuple[str, str]:
        """The model and the version that were chosen."""
        model, _slash, version = self.cleaned_data["version"].rpartition("/")
        return model, version
