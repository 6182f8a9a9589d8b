"""How pages name things in sentences: people in a row, versions, what a gate asks."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from governance import canonical
from governance.models import Membership


def listed(words: Sequence[str]) -> str:
    """“Ivo”, “Ivo and Ira”, “Ivo, Ira and Ana”."""
    words = list(dict.fromkeys(words))
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def holders(members: Iterable[Membership], role: str) -> str:
    """Who of a use case's members holds a role, by name; nothing where it is vacant."""
    return listed([one.user.label for one in members if one.role == role])


def version_in(content: str) -> str:
    """The model version named in what a round froze (canonical JSON): “v3”, or nothing."""
    named = canonical.loads(content).get("model_version") if content else None
    return f"v{named['version']}" if named else ""


def question(stage: str, version: str = "") -> str:
    """What a gate asks, as a heading."""
    questions = {
        "definition": _("Is this the right problem to solve?"),
        "data": _("Is the data plan sound, and is there enough?"),
        "platform": _("Can this environment carry the work?"),
        "training": _("Is %(version)s good enough to build on?"),
        "integration": _("Does %(version)s fit the application?"),
        "release": _("May %(version)s go into service?"),
    }
    return questions[stage] % {"version": version or _("the version")}
