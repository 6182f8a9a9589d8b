"""What is typed about applications and their contracts."""

import json
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from governance import canonical
from portal.pages.forms import plan_lines
from portal.pages.forms.base import ServiceForm
from portal.pages.forms.data import read
from portal.pages.forms.inputs import chosen, lines, text
from projects.models import ContractRevision
from projects.words import ApplicationStatus, ColumnType


class ApplicationForm(ServiceForm):
    """A new application."""

    prefix = "application"
    names = {"owner_id": "owner"}

    title = text(_("Title"), _("What people open: “Crew desk”."))
    key = text(_("Key"), _("Small letters, digits and hyphens."))
    owner = chosen(_("Owner"))


class StatusForm(ServiceForm):
    """Where an application stands."""

    prefix = "status"

    status = chosen(_("Status"), ApplicationStatus.choices)


class DeployedForm(ServiceForm):
    """A version of the application that was deployed."""

    prefix = "deployed"

    version = text(_("Version"), _("As your team names it: 2.3.0"))


class ContractForm(ServiceForm):
    """The next revision of a contract."""

    names = {"inputs_": "inputs", "operational_source_id": "source", "contract": "inputs"}

    inputs = lines(
        _("What the application sends"),
        format_lazy(
            _("One column a line, “name: type”. Types: {types}."),
            types=", ".join(ColumnType.values),
        ),
        7,
    )
    outputs = lines(_("What it expects back"), _("One column a line, “name: type”."), 4)
    source = chosen(_("Where the inputs come from in operation"), empty=_("Not from the catalogue"))
    smoke_request = lines(
        _("Request to try it with"),
        _(
            "JSON: a list of rows as the application will send them. Run before the gate, by Pitwall."
        ),
        6,
        optional=True,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def clean_inputs(self) -> Any:
        return read(plan_lines.read_columns, self.cleaned_data["inputs"])

    def clean_outputs(self) -> Any:
        return read(plan_lines.read_columns, self.cleaned_data["outputs"])

    def clean_smoke_request(self) -> Any:
        typed = self.cleaned_data["smoke_request"].strip()
        if not typed:
            return []
        try:
            return json.loads(typed, parse_float=str)
        except ValueError as error:
            raise forms.ValidationError(
                _("This is no JSON (%(why)s); write a list of rows such as [{“hour”: 7}].")
                % {"why": error}
            ) from None

    def tell(self, error: Any) -> None:
        self.names = dict(self.names) | {
            name: self.names.get(root, root)
            for name in error.fields
            if (root := name.partition("[")[0].partition(".")[0]) != name
        }
        super().tell(error)


def contract_initial(contract: ContractRevision | None) -> dict[str, Any]:
    """A contract as the form starts from."""
    if contract is None:
        return {"based_on": 0}
    rows = canonical.loads(contract.smoke_request)
    return {
        "based_on": contract.number,
        "inputs": plan_lines.write_columns(canonical.loads(contract.inputs)),
        "outputs": plan_lines.write_columns(canonical.loads(contract.outputs)),
        "source": contract.operational_source_id,
        "smoke_request": json.dumps(rows, indent=2, ensure_ascii=False) if rows else "",
    }
