"""Whether the model fits its environment, its sandbox and the application that uses it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import Facts, Params, Unknown, failed, need, passed, verdict
from governance.policy.texts import listed
from governance.saying import gettext as _
from governance.saying import gettext_noop

NO_CANDIDATE: Final = gettext_noop(
    "No model version is nominated yet; a data scientist nominates it."
)
NO_CONTRACT: Final = gettext_noop(
    "The application has no contract yet; the app developer writes it."
)

# What may be given where a type is wanted, without loss: MLflow's own rules for safe casts,
# https://mlflow.org/docs/latest/ml/model/signatures/
FITS: Final[Mapping[str, frozenset[str]]] = {
    "long": frozenset({"integer", "long"}),
    "double": frozenset({"integer", "long", "float", "double"}),
    "float": frozenset({"float"}),
    "integer": frozenset({"integer"}),
}
NUMBERED: Final = re.compile(r"(column|tensor)[0-9]+")


def requirements_fit(facts: Facts, params: Params) -> CheckOutcome:
    """The interpreter that loads the model has what it requires; what it lacks makes it unknown."""
    candidate = need(facts, "candidate", _(NO_CANDIDATE))
    missing = need(
        candidate, "missing", _("What the model requires wasn't compared with the environment yet.")
    )
    if missing:
        raise Unknown(
            _(
                "The environment lacks %(missing)s, so what was measured may not hold; "
                "IT can add them."
            )
            % {"missing": listed(missing, "and")}
        )
    return passed(_("The environment has everything that the model requires."))


def signature_matches(facts: Facts, params: Params) -> CheckOutcome:
    """The contract gives every input that the model takes and asks for nothing that it lacks."""
    contract = need(facts, "contract", _(NO_CONTRACT))
    need(facts, "candidate", _(NO_CANDIDATE))
    signature = need(
        facts, "signature", _("The model has no signature; log it with an input example.")
    )
    given = _types(need(contract, "inputs", _("The contract's inputs aren't known.")))
    wanted = need(signature, "inputs", _("The model's inputs aren't known."))
    if not wanted or not all(_has_name(one) for one in wanted):
        raise Unknown(
            _(
                "The model's inputs have no names, so the contract can't be compared with them; log "
                "the model with an example whose columns have names."
            )
        )
    faults = [
        *_input_faults(given, wanted),
        *_output_faults(contract.get("outputs") or (), signature.get("outputs") or ()),
    ]
    revision = contract.get("revision", "?")
    return verdict(
        faults,
        _("Contract revision %(revision)s gives the %(wanted)s inputs that the model takes.")
        % {"revision": revision, "wanted": len(wanted)},
        _("contract revision %(revision)s") % {"revision": revision},
    )


def _has_name(column: Mapping[str, Any]) -> bool:
    """Whether a column of a signature was given its name; column0 and tensor0 only number it."""
    return not NUMBERED.fullmatch(str(column.get("name") or "column0"))


def _types(columns: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {one["name"]: one["type"] for one in columns}


def _input_faults(given: Mapping[str, str], wanted: Sequence[Mapping[str, Any]]) -> list[str]:
    faults = []
    for one in wanted:
        name, kind = one["name"], one["type"]
        if name not in given and one.get("required", True):
            faults.append(
                _("The model takes %(name)s (%(kind)s); the contract doesn't give it.")
                % {"name": name, "kind": kind}
            )
        elif name in given and given[name] not in FITS.get(kind, {kind}):
            faults.append(
                _("The model takes %(name)s as %(kind)s; the contract gives %(name_2)s.")
                % {"name": name, "kind": kind, "name_2": given[name]}
            )
    return faults


def _output_faults(
    wanted: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]
) -> list[str]:
    """What the contract expects and the model doesn't give; outputs without names may be any."""
    if not given or not all(_has_name(one) for one in given):
        return []
    there = [one["name"] for one in given]
    return [
        _("The contract expects the output %(name)s; the model gives %(there)s.")
        % {"name": one["name"], "there": listed(there, "and")}
        for one in wanted
        if one["name"] not in there
    ]


def smoke_passed(facts: Facts, params: Params) -> CheckOutcome:
    """The application's smoke test passed, with the very version that is nominated."""
    contract = need(facts, "contract", _(NO_CONTRACT))
    candidate = need(facts, "candidate", _(NO_CANDIDATE))
    result = contract.get("smoke")
    version = f"{candidate['model']}/{candidate['version']}"
    tried = contract.get("smoke_version") or _("an unknown version")
    if result not in ("passed", "failed"):
        raise Unknown(_("The smoke test hasn't run; the app developer or DevOps runs it."))
    if result == "failed":
        return failed(
            _("The smoke test failed with %(tried)s.") % {"tried": tried}, value={"version": tried}
        )
    fault = _("The smoke test passed with %(tried)s; nominated is %(version)s. Run it again.") % {
        "tried": tried,
        "version": version,
    }
    faults = [] if tried == version else [fault]
    return verdict(
        faults,
        _("The smoke test passed with %(version)s.") % {"version": version},
        value={"version": tried},
    )


def sandbox_available(facts: Facts, params: Params) -> CheckOutcome:
    """Models run in a sandbox, where the policy insists on one."""
    sandbox = need(facts, "sandbox", _("Whether a sandbox is to be had isn't known."))
    level, why = sandbox.get("level") or "unknown", sandbox.get("reason", "")
    if level in ("bubblewrap", "landlock"):
        return passed(
            _("Models run in a sandbox (%(level)s).") % {"level": level}, value={"level": level}
        )
    said = (
        _("No sandbox is to be had: %(why)s") % {"why": why}
        if why
        else _("No sandbox is to be had.")
    )
    if not params.get("required", True):
        return passed(
            _("%(said)s The policy doesn't insist on one.") % {"said": said}, value={"level": level}
        )
    if level == "unknown":
        raise Unknown(why or _("The runner hasn't said whether a sandbox is to be had."))
    return failed(said, value={"level": level})
