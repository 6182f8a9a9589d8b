"""What is typed into a policy's draft."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.pages.forms.base import ServiceForm
from portal.pages.forms.inputs import text

LINE = re.compile(r"^line (\d+): (.*)$", re.MULTILINE)


class DraftForm(ServiceForm):
    """A policy’s text; its errors are told line by line."""

    name = text(_("Name"), _("Small letters, digits and hyphens; it never changes."))
    title = text(_("Title"))
    source = forms.CharField(
        label=_("Rules"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"spellcheck": "false", "wrap": "off"}),
    )

    def wrong(self) -> list[tuple[int, str]]:
        """The lines in error, with what is wrong and what to write instead."""
        said = "\n".join(str(one) for one in self.errors.get("source", []))
        return [(int(number), why) for number, why in LINE.findall(said)]

    def unplaced(self) -> list[str]:
        """What is wrong with the text as a whole."""
        said = "\n".join(str(one) for one in self.errors.get("source", []))
        return [line for line in said.splitlines() if line and not LINE.match(line)]

    def gutter(self) -> list[tuple[int, bool]]:
        """Each line's number, and whether it is in error."""
        source = str(self["source"].value() or "")
        marked = {number for number, _why in self.wrong()}
        return [(n, n in marked) for n in range(1, max(source.count("\n") + 2, 20))]
