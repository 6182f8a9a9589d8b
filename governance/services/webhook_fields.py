"""What is given of a webhook, made clean or answered with what to do about it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from governance import events, inputs, outward, vault


def columns(errors: inputs.Errors, **given: Any) -> dict[str, Any]:
    """The columns for what is given. A host's name is looked up: call it outside a transaction."""
    found: dict[str, Any] = {}
    if given["name"] is not None:
        found["name"] = inputs.text(errors, "name", given["name"], longest=80)
    if given["address"] is not None:
        said = inputs.text(errors, "address", given["address"], longest=outward.LONGEST)
        if "address" not in errors:
            found |= _place(errors, said)
    if given["events"] is not None:
        found["events"] = _events(errors, given["events"])
    return found


def _place(errors: inputs.Errors, address: str) -> dict[str, str]:
    try:
        place = outward.judge(address)
    except ValueError as fault:
        errors["address"] = str(fault)
        return {}
    return {"address": vault.lock(address), "origin": place.origin}


def _events(errors: inputs.Errors, names: Iterable[str]) -> list[str]:
    chosen = set(names)
    if not chosen:
        errors["events"] = _("Choose at least one event.")
    elif wrong := events.unknown(chosen):
        errors["events"] = _("There is no event “%(wrong)s”; choose from the list of them.") % {
            "wrong": wrong[0][:60]
        }
    return [one for one in events.EVENTS if one in chosen]
