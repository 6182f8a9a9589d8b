"""Where things lie, against where the brief and the policy let them be."""

from collections.abc import Mapping
from typing import Any, Final

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import Facts, Params, Unknown, need, passed, verdict
from governance.policy import words
from governance.policy.texts import listed
from governance.saying import gettext as _
from governance.saying import gettext_noop

KINDS: Final = {"on_premises": gettext_noop("on-premises"), "cloud": gettext_noop("cloud")}
OF_PLATFORM: Final = frozenset({"environment", "artifact store"})
OF_RELEASE: Final = frozenset({"target"})
NOTHING_YET: Final = {
    words.DATA: gettext_noop("The data plan names no source yet."),
    words.PLATFORM: gettext_noop("No environment is chosen yet."),
}


def residency(facts: Facts, params: Params) -> CheckOutcome:
    """What belongs to the stage lies where it may: data at Data, the environment at Platform.

    At Definition it is the brief itself that has to satisfy the policy.
    """
    stage = need(facts, "stage", _("Which stage this is isn't known."))
    asked = _asked(facts)
    if stage == words.DEFINITION:
        return _brief_satisfies(asked, params)
    says = _who_says(facts, asked, params)
    if not says:
        return passed(_("Neither brief nor policy binds this to a place."))
    every = need(facts, "places", _("Where things lie isn't known."))
    here = [one for one in every if _belongs(one, stage)]
    if not here:
        raise Unknown(
            _(NOTHING_YET[stage]) if stage in NOTHING_YET else _("Where things lie isn't known.")
        )
    faults = [_fault(one, says) for one in here if _kind(one) != words.ON_PREMISES]
    names = listed((f"{one['name']} ({one['place']})" for one in here), "and")
    return verdict(faults, _("On-premises: %(names)s.") % {"names": names}, value=_kept(here))


def target_residency(facts: Facts, params: Params) -> CheckOutcome:
    """The target lies where brief and policy let it."""
    target = need(facts, "target", _("No target is chosen yet; DevOps chooses it."))
    says = _who_says(facts, _asked(facts), params)
    if not says:
        return passed(_("Neither brief nor policy binds this to a place."))
    place = {"what": "target", "name": target.get("title") or target["key"], **target}
    faults = [_fault(place, says)] if _kind(place) != words.ON_PREMISES else []
    return verdict(
        faults,
        _("%(name)s lies in %(place)s, on-premises.")
        % {"name": place["name"], "place": place["place"]},
    )


def target_allowed(facts: Facts, params: Params) -> CheckOutcome:
    """The target is one of those that the policy names, where it names any."""
    target = need(facts, "target", _("No target is chosen yet; DevOps chooses it."))
    allowed = params.get("targets", ())
    if not allowed:
        return passed(_("The policy leaves the target open."))
    fault = _("The target is %(key)s; the policy allows %(allowed)s.") % {
        "key": target["key"],
        "allowed": listed(allowed),
    }
    faults = [] if target["key"] in allowed else [fault]
    return verdict(faults, _("The policy allows the target %(key)s.") % {"key": target["key"]})


def _asked(facts: Facts) -> str:
    """Where the brief lets the work be."""
    brief = need(facts, "brief", _("There is no brief yet, so where the work may be isn't known."))
    return str(need(brief, "residency", _("The brief doesn't say where the work may be.")))


def _brief_satisfies(asked: str, params: Params) -> CheckOutcome:
    wanted = params.get("required", words.ANYWHERE)
    fault = _("The brief lets the work be anywhere; the policy says on-premises only.")
    faults = [fault] if wanted == words.ON_PREMISES != asked else []
    return verdict(
        faults,
        _("The brief says %(kinds)s, as the policy lets it.")
        % {"kinds": _(KINDS.get(asked, asked))},
    )


def _who_says(facts: Facts, asked: str, params: Params) -> str:
    """Who binds the work to the house, in words; empty where nobody does."""
    if asked != words.ANYWHERE:
        revision = facts["brief"].get("revision")
        return (
            _("brief revision %(revision)s") % {"revision": revision}
            if revision
            else _("the brief")
        )
    return _("the policy") if params.get("required") == words.ON_PREMISES else ""


def _belongs(place: Mapping[str, Any], stage: str) -> bool:
    what = place.get("what")
    if stage == words.PLATFORM:
        return what in OF_PLATFORM
    return what not in OF_PLATFORM | OF_RELEASE


def _kind(place: Mapping[str, Any]) -> str:
    kind = place.get("kind")
    if not kind:
        raise Unknown(
            _("Where the %(what)s %(name)s lies isn't known.")
            % {"what": place["what"], "name": place["name"]}
        )
    return str(kind)


def _fault(place: Mapping[str, Any], says: str) -> str:
    where = _(KINDS.get(place["kind"], place["kind"]))
    if place.get("region"):
        where = _("%(where)s, region %(region)s") % {"where": where, "region": place["region"]}
    return _("The %(what)s %(name)s lies in %(place)s (%(where)s); %(says)s says on-premises.") % {
        "what": place["what"],
        "name": place["name"],
        "place": place["place"],
        "where": where,
        "says": says,
    }


def _kept(places: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{"name": one["name"], "place": one["place"], "kind": one["kind"]} for one in places]
