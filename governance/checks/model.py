"""Whether the model fits its environment, its sandbox and the application that uses it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import Facts, Params, Unknown, failed, need, passed, verdict
from governance.policy.texts import listed

NO_CANDIDATE: Final = "No model version is nominated yet; a data scientist nominates it."
NO_CONTRACT: Final = "The application has no contract yet; the app developer writes it."

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
    candidate = need(facts, "candidate", NO_CANDIDATE)
    missing = need(
        candidate, "missing", "What the model requires wasn't compared with the environment yet."
    )
    if missing:
        raise Unknown(
            f"The environment lacks {listed(missing, 'and')}, so what was measured may not hold; "
            "IT can add them."
        )
    return passed("The environment has everything that the model requires.")


def signature_matches(facts: Facts, params: Params) -> CheckOutcome:
    """The contract gives every input that the model takes and asks for nothing that it lacks."""
    contract = need(facts, "contract", NO_CONTRACT)
    need(facts, "candidate", NO_CANDIDATE)
    signature = need(
        facts, "signature", "The model has no signature; log it with an input example."
    )
    given = _types(need(contract, "inputs", "The contract's inputs aren't known."))
    wanted = need(signature, "inputs", "The model's inputs aren't known.")
    if not wanted or not all(_has_name(one) for one in wanted):
        raise Unknown(
            "The model's inputs have no names, so the contract can't be compared with them; log "
            "the model with an example whose columns have names."
        )
    faults = [
        *_input_faults(given, wanted),
        *_output_faults(contract.get("outputs") or (), signature.get("outputs") or ()),
    ]
    revision = contract.get("revision", "?")
    return verdict(
        faults,
        f"Contract revision {revision} gives the {len(wanted)} inputs that the model takes.",
        f"contract revision {revision}",
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
            faults.append(f"The model takes {name} ({kind}); the contract doesn't give it.")
        elif name in given and given[name] not in FITS.get(kind, {kind}):
            faults.append(f"The model takes {name} as {kind}; the contract gives {given[name]}.")
    return faults


def _output_faults(
    wanted: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]
) -> list[str]:
    """What the contract expects and the model doesn't give; outputs without names may be any."""
    if not given or not all(_has_name(one) for one in given):
        return []
    there = [one["name"] for one in given]
    return [
        f"The contract expects the output {one['name']}; the model gives {listed(there, 'and')}."
        for one in wanted
        if one["name"] not in there
    ]


def smoke_passed(facts: Facts, params: Params) -> CheckOutcome:
    """The application's smoke test passed, with the very version that is nominated."""
    contract = need(facts, "contract", NO_CONTRACT)
    candidate = need(facts, "candidate", NO_CANDIDATE)
    result = contract.get("smoke")
    version = f"{candidate['model']}/{candidate['version']}"
    tried = contract.get("smoke_version") or "an unknown version"
    if result not in ("passed", "failed"):
        raise Unknown("The smoke test hasn't run; the app developer or DevOps runs it.")
    if result == "failed":
        return failed(f"The smoke test failed with {tried}.", value={"version": tried})
    fault = f"The smoke test passed with {tried}; nominated is {version}. Run it again."
    faults = [] if tried == version else [fault]
    return verdict(faults, f"The smoke test passed with {version}.", value={"version": tried})


def sandbox_available(facts: Facts, params: Params) -> CheckOutcome:
    """Models run in a sandbox, where the policy insists on one."""
    sandbox = need(facts, "sandbox", "Whether a sandbox is to be had isn't known.")
    level, why = sandbox.get("level") or "unknown", sandbox.get("reason", "")
    if level in ("bubblewrap", "landlock"):
        return passed(f"Models run in a sandbox ({level}).", value={"level": level})
    said = f"No sandbox is to be had: {why}" if why else "No sandbox is to be had."
    if not params.get("required", True):
        return passed(f"{said} The policy doesn't insist on one.", value={"level": level})
    if level == "unknown":
        raise Unknown(why or "The runner hasn't said whether a sandbox is to be had.")
    return failed(said, value={"level": level})
