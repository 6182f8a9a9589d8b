"""Whether the data is reachable, planned, checked and enough."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import (
    Facts,
    Params,
    Unknown,
    counted,
    failed,
    need,
    verdict,
)
from governance.policy.texts import listed

NO_PLAN: Final = "There is no data plan yet; the data engineer writes it."
PARTS: Final = {"train": "training", "held_out": "held-out", "feedback": "feedback"}
ACCESS: Final = {
    "asked": "was asked for and waits for {owner}",
    "refused": "was refused by {owner}",
    "revoked": "was revoked by {owner}",
}


def sources_granted(facts: Facts, params: Params) -> CheckOutcome:
    """The owner of every source of the plan has granted access."""
    sources = need(facts, "sources", "Which sources the work uses isn't known.")
    if not sources:
        return failed("The data plan names no source; the data engineer adds those it reads.")
    faults = [_ungranted(one) for one in sources if one["state"] != "granted"]
    names = listed((one["name"] for one in sources), "and")
    return verdict(faults, f"Granted by their owners: {names}.")


def _ungranted(source: Mapping[str, str]) -> str:
    owner = source.get("owner") or "its owner"
    said = ACCESS.get(source["state"], "wasn't asked for; {owner} can grant it")
    return f"Access to {source['name']} {said.format(owner=owner)}."


def plan_complete(facts: Facts, params: Params) -> CheckOutcome:
    """The plan has steps, a target column, a split rule and thresholds."""
    plan = need(facts, "plan", NO_PLAN)
    wanted = {
        "steps": "preparation steps",
        "target_column": "a target column",
        "split_rule": "a split rule",
        "thresholds": "rows wanted at least",
    }
    missing = [words for key, words in wanted.items() if not plan.get(key)]
    source = _plan_source(plan)
    faults = [f"The data plan lacks {listed(missing, 'and')}."] if missing else []
    return verdict(faults, "The data plan says how data is made ready.", source)


def data_sufficient(facts: Facts, params: Params) -> CheckOutcome:
    """As many rows were delivered as the plan and the data scientist want, part by part."""
    plan = need(facts, "plan", NO_PLAN)
    thresholds = need(plan, "thresholds", "How many rows are wanted isn't known.")
    datasets = need(facts, "datasets", "Which data was delivered isn't known.")
    if "verdict" not in facts:
        raise Unknown("Whether somebody asked for more rows isn't known.")
    asked = facts["verdict"]
    if not thresholds and asked is None:
        return failed("Nobody has said how many rows are wanted; the data scientist asks for them.")
    delivered = {part: _largest(datasets, part) for part in thresholds}
    faults = [
        _short(part, delivered[part], wanted)
        for part, wanted in thresholds.items()
        if delivered[part] < wanted
    ]
    faults += _unsettled(asked) if asked else []
    enough = [f"{counted(delivered[part])} {_part(part)} rows" for part in thresholds]
    said = f"Delivered: {listed(enough, 'and')}." if enough else "As many rows as were asked for."
    return verdict(faults, said, _plan_source(plan), {"delivered": delivered})


def _largest(datasets: Sequence[Mapping[str, Any]], part: str) -> int:
    """Rows of the largest version of a part that passed its checks: slices are smaller."""
    return max(
        (one["rows"] for one in datasets if one["part"] == part and one["passed"]), default=0
    )


def _short(part: str, delivered: int, wanted: int) -> str:
    return (
        f"Insufficient: {counted(delivered)} {_part(part)} rows were delivered, {counted(wanted)} "
        f"are wanted, {counted(wanted - delivered)} short."
    )


def _unsettled(asked: Mapping[str, Any]) -> list[str]:
    round_, wanted = asked.get("round", 1), counted(asked.get("asked") or 0)
    if asked.get("outcome") == "sufficient":
        return []
    if asked.get("outcome") == "insufficient":
        delivered = counted(asked.get("delivered") or 0)
        return [f"Insufficient in round {round_}: {delivered} rows delivered, {wanted} wanted."]
    return [f"Round {round_} asks for {wanted} rows; the data engineer hasn't delivered yet."]


def dataset_checks(facts: Facts, params: Params) -> CheckOutcome:
    """The newest version under each label passes the checks of the plan."""
    datasets = need(facts, "datasets", "Which data was delivered isn't known.")
    if not datasets:
        raise Unknown("No dataset version was made by this plan yet.")
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for one in sorted(datasets, key=lambda dataset: dataset["id"]):
        newest[one["part"], one["label"]] = one
    faults = [_failing(one) for one in newest.values() if not one["passed"]]
    value = [{"id": one["id"], "sha256": one["sha256"]} for one in newest.values()]
    count = len(newest)
    versions = (
        "The newest dataset version passes" if count == 1 else f"All {count} dataset versions pass"
    )
    return verdict(faults, f"{versions} the plan's checks.", value=value)


def _failing(dataset: Mapping[str, Any]) -> str:
    why = "; ".join(dataset.get("failures") or ["a check of the plan"])
    return f"{dataset['label']} ({_part(dataset['part'])}) fails: {why}."


def _part(part: str) -> str:
    return PARTS.get(part, part)


def _plan_source(plan: Mapping[str, Any]) -> str:
    return f"data plan {plan['number']}" if plan.get("number") else "data plan"
