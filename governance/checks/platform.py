"""Whether the environment carries the load, with the frameworks and the service asked for."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import Facts, Params, Unknown, need, number, plain, verdict
from governance.policy.texts import listed
from governance.saying import gettext as _
from governance.saying import gettext_noop

NO_ENVIRONMENT: Final = gettext_noop(
    "No environment is chosen yet; IT or a data scientist chooses it."
)
CAPACITY: Final = {
    "cpu_cores": gettext_noop("CPU cores"),
    "memory_gib": gettext_noop("GiB of memory"),
    "accelerators": gettext_noop("accelerators"),
}


def environment_capacity(facts: Facts, params: Params) -> CheckOutcome:
    """The environment has the cores, the memory and the accelerators that the load declares."""
    environment = need(facts, "environment", _(NO_ENVIRONMENT))
    load = need(facts, "load", _("No load is declared yet; IT or a data scientist declares it."))
    faults, enough = [], []
    for key, name in CAPACITY.items():
        words = _(name)
        wanted, there = number(load.get(key)), number(environment.get(key))
        if wanted is None or there is None:
            raise Unknown(
                _("How many %(words)s are needed and there isn't known.") % {"words": words}
            )
        said = f"{plain(wanted)} {words}"
        enough.append(_("%(there)s for %(said)s") % {"there": plain(there), "said": said})
        if there < wanted:
            faults.append(
                _("%(said)s are needed, %(name)s has %(there)s.")
                % {"said": said, "name": environment["name"], "there": plain(there)}
            )
    return verdict(
        faults,
        _("%(name)s has %(enough)s.")
        % {"name": environment["name"], "enough": listed(enough, "and")},
        _source(environment),
    )


def frameworks_supported(facts: Facts, params: Params) -> CheckOutcome:
    """The environment has each framework that is needed, in a version that fits."""
    environment = need(facts, "environment", _(NO_ENVIRONMENT))
    frameworks = need(facts, "frameworks", _("Which frameworks are needed isn't known."))
    needed = need(frameworks, "needed", _("Which frameworks are needed isn't known."))
    there = need(
        environment,
        "frameworks",
        _("What %(name)s has isn't known.") % {"name": environment["name"]},
    )
    have = {canonicalize_name(name): version for name, version in there.items()}
    elsewhere = frameworks.get("elsewhere") or {}
    faults = [
        _lacking(environment["name"], name, wanted, have.get(canonicalize_name(name)), elsewhere)
        for name, wanted in needed.items()
        if not _satisfied(name, wanted, have.get(canonicalize_name(name)))
    ]
    names = listed((f"{name} {have.get(canonicalize_name(name))}" for name in needed), "and")
    said = (
        _("%(name)s has %(names)s.") % {"name": environment["name"], "names": names}
        if names
        else _("No framework was asked for.")
    )
    return verdict(faults, said, _source(environment))


def _satisfied(name: str, wanted: str, version: str | None) -> bool:
    """Whether a version fits a specifier, by Python's rules (PEP 440); raises Unknown for neither."""
    if version is None:
        return False
    try:
        return SpecifierSet(wanted).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        raise Unknown(
            _("%(name)s %(wanted)s and %(version)s can't be compared; write them as Python does.")
            % {"name": name, "wanted": wanted, "version": version}
        ) from None


def _lacking(
    environment: str,
    name: str,
    wanted: str,
    version: str | None,
    elsewhere: Mapping[str, Iterable[str]],
) -> str:
    has = _("has %(version)s") % {"version": version} if version else _("doesn't have it")
    others = listed(elsewhere.get(name) or ())
    there = (
        _("It is in %(others)s.") % {"others": others}
        if others
        else _("No environment has it; ask IT for it.")
    )
    return _("%(name)s %(wanted)s is needed; %(environment)s %(has)s. %(there)s") % {
        "name": name,
        "wanted": wanted,
        "environment": environment,
        "has": has,
        "there": there,
    }


def service_level(facts: Facts, params: Params) -> CheckOutcome:
    """IT gives a service level for the environment, one of those that the policy names, if any."""
    environment = need(facts, "environment", _(NO_ENVIRONMENT))
    level, name = environment.get("service_level"), environment["name"]
    allowed = params.get("levels", ())
    faults = []
    if not level:
        faults.append(_("IT gives no service level for %(name)s.") % {"name": name})
    elif allowed and level not in allowed:
        faults.append(
            _("%(name)s is given at %(level)s; the policy asks for %(allowed)s.")
            % {"name": name, "level": level, "allowed": listed(allowed)}
        )
    return verdict(
        faults,
        _("%(name)s is given at %(level)s.") % {"name": name, "level": level},
        _source(environment),
    )


def _source(environment: Mapping[str, Any]) -> str:
    return _("%(name)s, revision %(environment)s") % {
        "name": environment["name"],
        "environment": environment.get("revision", "?"),
    }
