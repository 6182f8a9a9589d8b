"""What others have asked of the reader: access to a source, a framework, labelled rows."""

from django.utils.translation import gettext as _

from portal.components.formats import thousands
from portal.pages import links
from portal.pages.waits.types import Told, Wait
from projects.words import Part


def access(one: Told) -> Wait:
    """A use case asks to read a source of the reader's; they need be no member there."""
    visible = bool(one.roles) or one.actor.sees_all
    return Wait(
        rank=one.duty.rank,
        kind=_("Access"),
        icon="database",
        title=_("Let %(case)s read %(source)s?") % {"case": one.case, "source": one.said["source"]},
        why=_("%(name)s asks: %(reason)s")
        % {"name": one.said["by"], "reason": one.said["reason"] or _("no reason given")},
        where=_("You own this source"),
        do=_("Answer"),
        href=(links.to("data", one.slug) if visible else "")
        or links.to("source_access", one.duty.subject),
        since=one.duty.since,
        scope_id=one.duty.scope_id,
    )


def framework(one: Told) -> Wait:
    """A framework that a data scientist asks IT for."""
    return Wait(
        rank=one.duty.rank,
        kind=_("Framework"),
        icon="package",
        title=_("%(framework)s on %(environment)s?")
        % {"framework": one.said["framework"], "environment": one.said["environment"]},
        why=_("%(name)s asks: %(reason)s")
        % {"name": one.said["by"], "reason": one.said["reason"] or _("no reason given")},
        where=_("%(case)s · Platform") % {"case": one.case},
        do=_("Answer"),
        href=links.to("platform", one.slug),
        since=one.duty.since,
        scope_id=one.duty.scope_id,
    )


def verdict(one: Told) -> Wait:
    """Rows that a data scientist asks the data engineer for."""
    return Wait(
        rank=one.duty.rank,
        kind=_("Data"),
        icon="database",
        title=_("Deliver %(rows)s rows of %(part)s data")
        % {"rows": thousands(one.said["rows"]), "part": Part(one.said["part"]).label},
        why=_("%(name)s asks, round %(round)s. %(note)s")
        % {"name": one.said["by"], "round": one.said["round"], "note": one.said["note"]},
        where=_("%(case)s · Data") % {"case": one.case},
        do=_("Deliver"),
        href=links.to("data", one.slug),
        since=one.duty.since,
        scope_id=one.duty.scope_id,
    )
