"""Names, versions and specifiers of frameworks, by Python's own rules (PEP 503, PEP 440)."""

from collections.abc import Iterable, Mapping

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version


def name(value: str) -> str | None:
    """The canonical name (Scikit_Learn becomes scikit-learn), or None if it is none."""
    try:
        return str(canonicalize_name(value, validate=True))
    except InvalidName:
        return None


def version(value: str) -> str | None:
    """The version in its normal form, or None if it is none."""
    try:
        return str(Version(value))
    except InvalidVersion:
        return None


def specifier(value: str) -> str | None:
    """The specifier in its normal form; a bare version means exactly that one; None if neither."""
    exact = version(value)
    try:
        return f"=={exact}" if exact else str(SpecifierSet(value))
    except InvalidSpecifier:
        return None


def satisfies(have: str, wanted: str) -> bool:
    """Whether a version satisfies a specifier; a pre-release does if it is what there is."""
    return SpecifierSet(wanted).contains(Version(have), prereleases=True)


def lacking(needed: Mapping[str, str], have: Mapping[str, str]) -> dict[str, str]:
    """Which of the frameworks needed (name → specifier) are not there (name → version)."""
    return {
        one: wanted
        for one, wanted in needed.items()
        if one not in have or not satisfies(have[one], wanted)
    }


def those(wanted: str, there: Iterable[str]) -> list[str]:
    """The versions, of those that are there, that somebody looks for: 1.5 means any 1.5, and a
    specifier such as >=1.5 what it says. None for what is neither.
    """
    exact = version(wanted)
    final = exact is not None and Version(exact).base_version == exact
    asked = f"=={exact}.*" if final else specifier(wanted)
    return [] if asked is None else [one for one in there if satisfies(one, asked)]
