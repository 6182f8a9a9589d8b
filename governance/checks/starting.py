"""What has to be there before: the stages a gate waits for, and a whole brief."""

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import Facts, Params, Unknown, need, passed, verdict
from governance.policy import words
from governance.policy.texts import listed
from governance.saying import gettext as _


def needs_open(facts: Facts, params: Params) -> CheckOutcome:
    """Every stage that the policy names is open; one that isn't told of is unknown."""
    needs = need(facts, "needs", _("Which gates are open isn't known."))
    told = {one["stage"]: one for one in needs}
    wanted = tuple(dict.fromkeys((*params.get("stages", ()), *told)))
    if not wanted:
        return passed(_("This stage waits for no other."))
    untold = [_(words.STAGE_LABELS[key]) for key in wanted if key not in told]
    if untold:
        raise Unknown(_("How %(untold)s stands isn't known.") % {"untold": listed(untold, "and")})
    faults = [_shut(key, told[key].get("reason", "")) for key in wanted if not told[key]["open"]]
    labels = listed((_(words.STAGE_LABELS[key]) for key in wanted), "and")
    return verdict(faults, _("Open: %(labels)s.") % {"labels": labels})


def _shut(stage: str, reason: str) -> str:
    label = _(words.STAGE_LABELS[stage])
    return (
        _("%(label)s is shut: %(reason)s") % {"label": label, "reason": reason}
        if reason
        else _("%(label)s is shut.") % {"label": label}
    )


def brief_complete(facts: Facts, params: Params) -> CheckOutcome:
    """The brief says all that a brief has to say."""
    brief = need(facts, "brief", _("There is no brief yet; the analyst writes it."))
    source = (
        _("brief revision %(revision)s") % {"revision": brief["revision"]}
        if brief.get("revision")
        else "brief"
    )
    if need(brief, "complete", _("Whether the brief is complete isn't known.")):
        return passed(_("The brief says all that it has to."), source)
    missing = listed(brief.get("missing", ()), "and") or "something"
    return verdict(
        [_("The brief lacks %(missing)s; the analyst adds it.") % {"missing": missing}], "", source
    )
