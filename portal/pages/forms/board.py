"""The name of a view of the board."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm


class ViewForm(ServiceForm):
    """A name for the filters that the board shows now, or another name for a view."""

    prefix = "view"

    name = forms.CharField(label=_("Name of the view"), required=False, strip=True)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["name"].widget.attrs["maxlength"] = 60
