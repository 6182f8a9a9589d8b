"""A nominated version and a target by the names that a pipeline knows them by."""

from datetime import datetime

from django.utils.translation import gettext as _

from governance.access import visible
from governance.actors import Actor
from governance.errors import Invalid, NotVisible
from workflows.models import Candidate, Release, Target
from workflows.words import ReleaseState

CANDIDATES = Candidate.objects.select_related("scope", "server", "cycle__use_case")
NAMES_NEEDED = "Give model and version, or candidate."
MOST_NAMED = 20


def candidate(
    *,
    actor: Actor,
    now: datetime,
    target: Target,
    candidate_id: int | None = None,
    model: str = "",
    version: str = "",
    use_case: str = "",
) -> Candidate:
    """The version by its id or its name; of several laps that nominated it, the one in service on
    `target`, else the newest. Raises NotVisible, and Invalid for names that don't say which.
    """
    if candidate_id is not None:
        return visible(CANDIDATES, actor, now, pk=candidate_id)
    if not (model and version):
        raise Invalid({"model" if not model else "version": NAMES_NEEDED})
    rows = CANDIDATES.visible_to(actor, now).filter(model=model, version=version)
    found = list((rows.filter(scope__key=use_case) if use_case else rows).order_by("-pk"))
    if not found:
        raise NotVisible(_("There is no such version, or you may not see it."))
    return _the_one(found, target)


def target(key_or_id: str) -> Target:
    """The target by its key, else by its id. Raises Invalid."""
    found = Target.objects.filter(key=key_or_id).first()
    if found is None and key_or_id.isascii() and key_or_id.isdigit() and len(key_or_id) < 19:
        found = Target.objects.filter(pk=int(key_or_id)).first()
    if found is None:
        known = ", ".join(Target.objects.order_by("key").values_list("key", flat=True)[:MOST_NAMED])
        raise Invalid(
            {
                "target": _("There is no target %(target)s; there are: %(known)s.")
                % {"target": key_or_id[:60], "known": known or _("none")}
            }
        )
    return found


def _the_one(found: list[Candidate], where: Target) -> Candidate:
    cases = sorted({one.scope.key for one in found})
    if len(cases) > 1:
        raise Invalid(
            {
                "use_case": _("%(found)s is in %(cases)s; say in which.")
                % {"found": found[0], "cases": " and ".join(cases)}
            }
        )
    live = Release.objects.filter(candidate__in=found, target=where, state=ReleaseState.LIVE)
    serving = live.values_list("candidate_id", flat=True).first()
    return next((one for one in found if one.pk == serving), found[0])
