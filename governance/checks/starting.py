"""What has to be there before: the stages a gate waits for, and a whole brief."""

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import Facts, Params, Unknown, need, passed, verdict
from governance.policy import words
from governance.policy.texts import listed


def needs_open(facts: Facts, params: Params) -> CheckOutcome:
    """Every stage that the policy names is open; one that isn't told of is unknown."""
    needs = need(facts, "needs", "Which gates are open isn't known.")
    told = {one["stage"]: one for one in needs}
    wanted = tuple(dict.fromkeys((*params.get("stages", ()), *told)))
    if not wanted:
        return passed("This stage waits for no other.")
    untold = [words.STAGE_LABELS[key] for key in wanted if key not in told]
    if untold:
        raise Unknown(f"How {listed(untold, 'and')} stands isn't known.")
    faults = [_shut(key, told[key].get("reason", "")) for key in wanted if not told[key]["open"]]
    labels = listed((words.STAGE_LABELS[key] for key in wanted), "and")
    return verdict(faults, f"Open: {labels}.")


def _shut(stage: str, reason: str) -> str:
    label = words.STAGE_LABELS[stage]
    return f"{label} is shut: {reason}" if reason else f"{label} is shut."


def brief_complete(facts: Facts, params: Params) -> CheckOutcome:
    """The brief says all that a brief has to say."""
    brief = need(facts, "brief", "There is no brief yet; the analyst writes it.")
    source = f"brief revision {brief['revision']}" if brief.get("revision") else "brief"
    if need(brief, "complete", "Whether the brief is complete isn't known."):
        return passed("The brief says all that it has to.", source)
    missing = listed(brief.get("missing", ()), "and") or "something"
    return verdict([f"The brief lacks {missing}; the analyst adds it."], "", source)
