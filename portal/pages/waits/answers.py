"""What others have asked of the reader: access to a source, a framework, labelled rows."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portal.components.formats import thousands
from portal.pages import links
from portal.pages.waits.reader import Reader
from portal.pages.waits.types import Wait
from projects import queries


def access(reader: Reader) -> Iterator[Wait]:
    """Use cases that ask to read a source which the reader owns; they need be no member there."""
    for one in queries.access_waiting_for(reader.actor, reader.now).select_related("use_case"):
        visible = one.scope_id in reader.cases
        yield Wait(
            rank=2,
            kind=_("Access"),
            icon="database",
            title=_("Let %(case)s read %(source)s?")
            % {"case": one.use_case.title, "source": one.source.title},
            why=_("%(name)s asks: %(reason)s")
            % {"name": one.asked_by.label, "reason": one.reason or _("no reason given")},
            where=_("You own this source"),
            do=_("Answer"),
            href=(links.to("data", one.use_case.slug) if visible else "")
            or links.to("source_access", one.pk),
            since=one.asked_at,
            scope_id=one.scope_id,
        )


def frameworks(reader: Reader) -> Iterator[Wait]:
    """Frameworks that data scientists ask IT for."""
    for one in queries.requests_waiting(reader.actor, reader.now):
        if not reader.may("framework.answer", one.scope_id):
            continue
        case = reader.cases[one.scope_id]
        yield Wait(
            rank=2,
            kind=_("Framework"),
            icon="package",
            title=_("%(framework)s on %(environment)s?")
            % {
                "framework": f"{one.name} {one.specifier}".strip(),
                "environment": one.environment.title,
            },
            why=_("%(name)s asks: %(reason)s")
            % {"name": one.asked_by.label, "reason": one.reason or _("no reason given")},
            where=_("%(case)s · Platform") % {"case": case.title},
            do=_("Answer"),
            href=links.to("platform", case.slug),
            since=one.asked_at,
            scope_id=one.scope_id,
        )


def verdicts(reader: Reader) -> Iterator[Wait]:
    """Rows that data scientists ask the data engineer for."""
    for one in queries.verdicts_waiting(reader.actor, reader.now):
        if not reader.may("verdict.answer", one.scope_id):
            continue
        case = reader.cases[one.scope_id]
        yield Wait(
            rank=2,
            kind=_("Data"),
            icon="database",
            title=_("Deliver %(rows)s rows of %(part)s data")
            % {"rows": thousands(one.asked_rows), "part": one.get_part_display()},
            why=_("%(name)s asks, round %(round)s. %(note)s")
            % {"name": one.asked_by.label, "round": one.round, "note": one.note},
            where=_("%(case)s · Data") % {"case": case.title},
            do=_("Deliver"),
            href=links.to("data", case.slug),
            since=one.asked_at,
            scope_id=one.scope_id,
        )
