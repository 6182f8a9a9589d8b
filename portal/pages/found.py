"""What can be found, kind by kind: its rows where the reader may see them, and each in words.

Every word asked for has to be in one of a kind's fields. Nothing is counted, and what is newest
comes first, so that a search ends with its page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import searching
from governance.actors import Actor
from governance.models import Finding, Membership, Review
from portal.components.formats import day, moment
from portal.components.words import stage_word
from portal.pages import links
from projects.models import Comment, DataSource, Environment, UseCase, WorkItem
from workflows.models import Run


@dataclass(frozen=True)
class Hit:
    """One thing that was found: where it leads, what it is, where it belongs."""

    title: str
    href: str
    note: str = ""
    role: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of thing: the rows that fit, and a row in words."""

    key: str
    label: Any
    rows: Callable[[Actor, str, datetime], QuerySet]
    tell: Callable[[Any], Hit]


def query(asked: str) -> str:
    """The address of a search, within the page."""
    return "?" + urlencode({"q": asked})


def _fits(asked: str, *fields: str) -> Q:
    """Each word in one of the fields."""
    every = Q()
    for word in searching.words(asked):
        every &= _any(f"{name}__icontains" for name in fields)(word)
    return every


def _any(lookups: Iterable[str]) -> Callable[[str], Q]:
    names = list(lookups)

    def fits(word: str) -> Q:
        one = Q()
        for name in names:
            one |= Q(**{name: word})
        return one

    return fits


def _use_cases(actor: Actor, asked: str, now: datetime) -> QuerySet:
    fits = _fits(asked, "title", "summary", "slug")
    return UseCase.objects.visible_to(actor, now).filter(fits).order_by("title", "pk")


def _runs(actor: Actor, asked: str, now: datetime) -> QuerySet:
    """Runs by name or by the beginning of their id."""
    fits = _fits(asked, "name") | Q(run_id__startswith=asked.lower())
    rows = Run.objects.visible_to(actor, now).filter(fits)
    return rows.select_related("scope", "author").order_by("-pk")


def _people(actor: Actor, asked: str, now: datetime) -> QuerySet:
    """Colleagues, in what they do where the reader may see it."""
    rows = Membership.objects.active(now).filter(user__is_active=True)
    if not actor.sees_all:
        mine = Membership.objects.active(now).filter(user_id=actor.user_id)
        rows = rows.filter(scope__in=mine.values("scope_id"))
    fits = _fits(asked, "user__first_name", "user__last_name", "user__username")
    return rows.filter(fits).select_related("user", "scope").order_by("-pk")


def _findings(actor: Actor, asked: str, now: datetime) -> QuerySet:
    rows = Finding.objects.visible_to(actor, now).filter(_fits(asked, "title", "detail"))
    return rows.select_related("scope").order_by("-pk")


def _rounds(actor: Actor, asked: str, now: datetime) -> QuerySet:
    rows = Review.objects.visible_to(actor, now).filter(_fits(asked, "scope__label", "note"))
    return rows.select_related("scope", "gate").defer("facts", "content").order_by("-pk")


def _remarks(actor: Actor, asked: str, now: datetime) -> QuerySet:
    rows = Comment.objects.visible_to(actor, now).filter(_fits(asked, "text"), erased_at=None)
    return rows.select_related("scope", "author").order_by("-pk")


def _promises(actor: Actor, asked: str, now: datetime) -> QuerySet:
    rows = WorkItem.objects.visible_to(actor, now).filter(_fits(asked, "title"))
    return rows.select_related("scope", "owner").order_by("-pk")


def _sources(actor: Actor, asked: str, now: datetime) -> QuerySet:
    """The catalogue is everybody's who is in."""
    fits = _fits(asked, "title", "system", "description", "key")
    return DataSource.objects.filter(fits).select_related("place").order_by("title", "pk")


def _environments(actor: Actor, asked: str, now: datetime) -> QuerySet:
    return Environment.objects.filter(_fits(asked, "title", "key")).select_related("place")


KINDS: tuple[Kind, ...] = (
    Kind(
        "cases",
        gettext_lazy("Use cases"),
        _use_cases,
        lambda one: Hit(one.title, links.to("use_case", one.slug), one.summary),
    ),
    Kind(
        "runs",
        gettext_lazy("Runs"),
        _runs,
        lambda one: Hit(
            str(one),
            links.to("run", one.scope.key, one.pk),
            " · ".join(
                filter(
                    None,
                    [
                        one.scope.label,
                        str(one.author or ""),
                        moment(one.started_at) if one.started_at else "",
                    ],
                )
            ),
        ),
    ),
    Kind(
        "people",
        gettext_lazy("People"),
        _people,
        lambda one: Hit(one.user.label, links.to("team", one.scope.key), one.scope.label, one.role),
    ),
    Kind(
        "rounds",
        gettext_lazy("Rounds at gates"),
        _rounds,
        lambda one: Hit(
            _("%(stage)s, round %(round)s")
            % {"stage": stage_word(one.gate.stage), "round": one.round},
            links.to("gates", one.scope.key),
            f"{one.scope.label} · {one.get_state_display()} · {day(one.submitted_at)}",
        ),
    ),
    Kind(
        "findings",
        gettext_lazy("Findings"),
        _findings,
        lambda one: Hit(
            one.title,
            links.to("use_case", one.scope.key) + f"#finding-{one.pk}",
            f"{one.scope.label} · F-{one.pk}",
        ),
    ),
    Kind(
        "remarks",
        gettext_lazy("Discussion"),
        _remarks,
        lambda one: Hit(
            one.text[:120],
            links.to("discussion", one.scope.key) + f"?remark={one.pk}#remark-{one.pk}",
            f"{one.scope.label} · {one.author} · {day(one.created_at)}",
        ),
    ),
    Kind(
        "work",
        gettext_lazy("To do"),
        _promises,
        lambda one: Hit(
            one.title,
            links.to("discussion", one.scope.key),
            " · ".join(filter(None, [one.scope.label, str(one.owner or "")])),
        ),
    ),
    Kind(
        "sources",
        gettext_lazy("Data sources"),
        _sources,
        lambda one: Hit(one.title, links.to("sources") + query(one.key), str(one.place)),
    ),
    Kind(
        "environments",
        gettext_lazy("Environments"),
        _environments,
        lambda one: Hit(one.title, links.to("environments"), str(one.place)),
    ),
)
