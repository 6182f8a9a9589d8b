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
from governance.saying import gettext as _
from governance.saying import gettext_noop

NO_PLAN: Final = gettext_noop("There is no data plan yet; the data engineer writes it.")
PARTS: Final = {
    "train": gettext_noop("training"),
    "held_out": gettext_noop("held-out"),
    "feedback": gettext_noop("feedback"),
}
UNASKED: Final = gettext_noop("wasn't asked for; {owner} can grant it")
ACCESS: Final = {
    "asked": gettext_noop("was asked for and waits for {owner}"),
    "refused": gettext_noop("was refused by {owner}"),
    "revoked": gettext_noop("was revoked by {owner}"),
}


def sources_granted(facts: Facts, params: Params) -> CheckOutcome:
    """The owner of every source of the plan has granted access."""
    sources = need(facts, "sources", _("Which sources the work uses isn't known."))
    if not sources:
        return failed(_("The data plan names no source; the data engineer adds those it reads."))
    faults = [_ungranted(one) for one in sources if one["state"] != "granted"]
    names = listed((one["name"] for one in sources), "and")
    return verdict(faults, _("Granted by their owners: %(names)s.") % {"names": names})


def _ungranted(source: Mapping[str, str]) -> str:
    owner = source.get("owner") or _("its owner")
    said = _(ACCESS.get(source["state"], UNASKED))
    return _("Access to %(name)s %(said)s.") % {
        "name": source["name"],
        "said": said.format(owner=owner),
    }


def plan_complete(facts: Facts, params: Params) -> CheckOutcome:
    """The plan has steps, a target column, a split rule and thresholds."""
    plan = need(facts, "plan", _(NO_PLAN))
    wanted = {
        "steps": _("preparation steps"),
        "target_column": _("a target column"),
        "split_rule": _("a split rule"),
        "thresholds": _("rows wanted at least"),
    }
    missing = [words for key, words in wanted.items() if not plan.get(key)]
    source = _plan_source(plan)
    faults = (
        [_("The data plan lacks %(missing)s.") % {"missing": listed(missing, "and")}]
        if missing
        else []
    )
    return verdict(faults, _("The data plan says how data is made ready."), source)


def data_sufficient(facts: Facts, params: Params) -> CheckOutcome:
    """As many rows were delivered as the plan and the data scientist want, part by part."""
    plan = need(facts, "plan", _(NO_PLAN))
    thresholds = need(plan, "thresholds", _("How many rows are wanted isn't known."))
    datasets = need(facts, "datasets", _("Which data was delivered isn't known."))
    if "verdict" not in facts:
        raise Unknown(_("Whether somebody asked for more rows isn't known."))
    asked = facts["verdict"]
    if not thresholds and asked is None:
        return failed(
            _("Nobody has said how many rows are wanted; the data scientist asks for them.")
        )
    delivered = {part: _largest(datasets, part) for part in thresholds}
    faults = [
        _short(part, delivered[part], wanted)
        for part, wanted in thresholds.items()
        if delivered[part] < wanted
    ]
    faults += _unsettled(asked) if asked else []
    enough = [
        _("%(part)s %(part_2)s rows") % {"part": counted(delivered[part]), "part_2": _part(part)}
        for part in thresholds
    ]
    said = (
        _("Delivered: %(enough)s.") % {"enough": listed(enough, "and")}
        if enough
        else _("As many rows as were asked for.")
    )
    return verdict(faults, said, _plan_source(plan), {"delivered": delivered})


def _largest(datasets: Sequence[Mapping[str, Any]], part: str) -> int:
    """Rows of the largest version of a part that passed its checks: slices are smaller."""
    return max(
        (one["rows"] for one in datasets if one["part"] == part and one["passed"]), default=0
    )


def _short(part: str, delivered: int, wanted: int) -> str:
    return _(
        "Insufficient: %(delivered)s %(part)s rows were delivered, %(wanted)s are "
        "wanted, %(wanted_2)s short."
    ) % {
        "delivered": counted(delivered),
        "part": _part(part),
        "wanted": counted(wanted),
        "wanted_2": counted(wanted - delivered),
    }


def _unsettled(asked: Mapping[str, Any]) -> list[str]:
    round_, wanted = asked.get("round", 1), counted(asked.get("asked") or 0)
    if asked.get("outcome") == "sufficient":
        return []
    if asked.get("outcome") == "insufficient":
        delivered = counted(asked.get("delivered") or 0)
        return [
            _("Insufficient in round %(round)s: %(delivered)s rows delivered, %(wanted)s wanted.")
            % {"round": round_, "delivered": delivered, "wanted": wanted}
        ]
    return [
        _("Round %(round)s asks for %(wanted)s rows; the data engineer hasn't delivered yet.")
        % {"round": round_, "wanted": wanted}
    ]


def dataset_checks(facts: Facts, params: Params) -> CheckOutcome:
    """The newest version under each label passes the checks of the plan."""
    datasets = need(facts, "datasets", _("Which data was delivered isn't known."))
    if not datasets:
        raise Unknown(_("No dataset version was made by this plan yet."))
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for one in sorted(datasets, key=lambda dataset: dataset["id"]):
        newest[one["part"], one["label"]] = one
    faults = [_failing(one) for one in newest.values() if not one["passed"]]
    value = [{"id": one["id"], "sha256": one["sha256"]} for one in newest.values()]
    count = len(newest)
    versions = (
        _("The newest dataset version passes")
        if count == 1
        else _("All %(count)s dataset versions pass") % {"count": count}
    )
    return verdict(
        faults, _("%(versions)s the plan's checks.") % {"versions": versions}, value=value
    )


def _failing(dataset: Mapping[str, Any]) -> str:
    why = "; ".join(dataset.get("failures") or [_("a check of the plan")])
    return _("%(label)s (%(part)s) fails: %(why)s.") % {
        "label": dataset["label"],
        "part": _part(dataset["part"]),
        "why": why,
    }


def _part(part: str) -> str:
    return _(PARTS.get(part, part))


def _plan_source(plan: Mapping[str, Any]) -> str:
    return (
        _("data plan %(number)s") % {"number": plan["number"]}
        if plan.get("number")
        else _("data plan")
    )
