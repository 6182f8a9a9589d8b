"""Whether the environment carries the load, with the frameworks and the service asked for."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from governance.checks.outcomes import CheckOutcome
from governance.checks.values import Facts, Params, Unknown, need, number, plain, verdict
from governance.policy.texts import listed

NO_ENVIRONMENT: Final = "No environment is chosen yet; IT or a data scientist chooses it."
CAPACITY: Final = {
    "cpu_cores": "CPU cores",
    "memory_gib": "GiB of memory",
    "accelerators": "accelerators",
}


def environment_capacity(facts: Facts, params: Params) -> CheckOutcome:
    """The environment has the cores, the memory and the accelerators that the load declares."""
    environment = need(facts, "environment", NO_ENVIRONMENT)
    load = need(facts, "load", "No load is declared yet; IT or a data scientist declares it.")
    faults, enough = [], []
    for key, words in CAPACITY.items():
        wanted, there = number(load.get(key)), number(environment.get(key))
        if wanted is None or there is None:
            raise Unknown(f"How many {words} are needed and there isn't known.")
        said = f"{plain(wanted)} {words}"
        enough.append(f"{plain(there)} for {said}")
        if there < wanted:
            faults.append(f"{said} are needed, {environment['name']} has {plain(there)}.")
    return verdict(
        faults, f"{environment['name']} has {listed(enough, 'and')}.", _source(environment)
    )


def frameworks_supported(facts: Facts, params: Params) -> CheckOutcome:
    """The environment has each framework that is needed, in a version that fits."""
    environment = need(facts, "environment", NO_ENVIRONMENT)
    frameworks = need(facts, "frameworks", "Which frameworks are needed isn't known.")
    needed = need(frameworks, "needed", "Which frameworks are needed isn't known.")
    there = need(environment, "frameworks", f"What {environment['name']} has isn't known.")
    have = {canonicalize_name(name): version for name, version in there.items()}
    elsewhere = frameworks.get("elsewhere") or {}
    faults = [
        _lacking(environment["name"], name, wanted, have.get(canonicalize_name(name)), elsewhere)
        for name, wanted in needed.items()
        if not _satisfied(name, wanted, have.get(canonicalize_name(name)))
    ]
    names = listed((f"{name} {have.get(canonicalize_name(name))}" for name in needed), "and")
    said = f"{environment['name']} has {names}." if names else "No framework was asked for."
    return verdict(faults, said, _source(environment))


def _satisfied(name: str, wanted: str, version: str | None) -> bool:
    """Whether a version fits a specifier, by Python's rules (PEP 440); raises Unknown for neither."""
    if version is None:
        return False
    try:
        return SpecifierSet(wanted).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        raise Unknown(
            f"{name} {wanted} and {version} can't be compared; write them as Python does."
        ) from None


def _lacking(
    environment: str,
    name: str,
    wanted: str,
    version: str | None,
    elsewhere: Mapping[str, Iterable[str]],
) -> str:
    has = f"has {version}" if version else "doesn't have it"
    others = listed(elsewhere.get(name) or ())
    there = f"It is in {others}." if others else "No environment has it; ask IT for it."
    return f"{name} {wanted} is needed; {environment} {has}. {there}"


def service_level(facts: Facts, params: Params) -> CheckOutcome:
    """IT gives a service level for the environment, one of those that the policy names, if any."""
    environment = need(facts, "environment", NO_ENVIRONMENT)
    level, name = environment.get("service_level"), environment["name"]
    allowed = params.get("levels", ())
    faults = []
    if not level:
        faults.append(f"IT gives no service level for {name}.")
    elif allowed and level not in allowed:
        faults.append(f"{name} is given at {level}; the policy asks for {listed(allowed)}.")
    return verdict(faults, f"{name} is given at {level}.", _source(environment))


def _source(environment: Mapping[str, Any]) -> str:
    return f"{environment['name']}, revision {environment.get('revision', '?')}"
