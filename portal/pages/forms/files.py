"""Several files in one field, as browsers send them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from projects.services.attachments import Upload

ACCEPT = ".png,.jpg,.jpeg,.webp,.pdf,.txt,.log,.csv,.md,.json,.docx,.xlsx,.pptx"


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; services look at each."""

    def __init__(self, **given: Any) -> None:
        widget = FilesInput(attrs={"accept": ACCEPT, "multiple": True})
        super().__init__(required=False, widget=widget, **given)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        found = data if isinstance(data, list | tuple) else [data]
        return [one for one in found if one]


def files() -> FilesField:
    """The field as forms here name it."""
    return FilesField(label=_("Files"))


def uploads(found: list[UploadedFile]) -> list[Upload]:
    """The files as services take them."""
    return [Upload(one.name or "", one.file) for one in found]  # type: ignore[arg-type]
