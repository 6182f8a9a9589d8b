"""The walls of environments: read, drawn, and said in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from governance.actors import Actor
from portal.charts import Figure, stack_chart
from portal.charts.stack import Column, Slice, Words
from portal.components.formats import thousands
from portal.pages import names
from projects import loads, months, wall
from projects.loads import Taken
from projects.models import EnvironmentRevision
from projects.wall import AHEAD, BACK, Month, Part, Wall
from workflows import carrying

MOST_NAMED = 6


@dataclass(frozen=True)
class Standing:
    """An environment with its walls, one a resource that it has or that is taken of it."""

    revision: EnvironmentRevision
    walls: tuple[Wall, ...]

    @property
    def tightest(self) -> Wall | None:
        return wall.tightest(self.walls)

    @property
    def passing(self) -> Month | None:
        return self.tightest.passing if self.tightest else None

    @property
    def sentence(self) -> str:
        """What the environment's wall says, the tightest resource first."""
        found = self.tightest
        if found is None or not found.peak.total:
            return _("Nothing is taken of %(name)s.") % {"name": self.revision.environment.title}
        return sentence(self.revision.environment.title, found)


@dataclass(frozen=True)
class Walls:
    """Environments with their walls, and what they were built from, as the reader may know of it."""

    standings: tuple[Standing, ...]
    taken: tuple[Taken, ...]
    agreed: frozenset[int]
    others: bool


def read(revisions: Collection[EnvironmentRevision], actor: Actor, now: datetime) -> Walls:
    """The walls of these environments, as far as the reader may know of claims on them."""
    ids = [one.environment_id for one in revisions]
    others = loads.sums_others(actor, now)
    taken = loads.plans(actor, ids, now, others=others)
    agreed = frozenset(carrying.agreed([one.plan.use_case_id for one in taken]))
    claims, capacities = loads.claims(taken, agreed), loads.capacities(ids)
    present = months.of(now)
    over = months.around(present, back=BACK, ahead=AHEAD)

    def standing(revision: EnvironmentRevision) -> Standing:
        key = revision.environment_id
        there = capacities.get(key, [])
        found = (
            wall.build(resource, claims.get(key, ()), there, over, present)
            for resource in wall.RESOURCES
        )
        return Standing(revision, tuple(one for one in found if one.bears))

    return Walls(tuple(standing(one) for one in revisions), tuple(taken), agreed, others)


def figure(name: str, found: Wall) -> Figure:
    """The wall of one resource as a chart, with its twin."""
    return stack_chart(
        label=sentence(name, found),
        columns=[_column(one, found) for one in found.months],
        words=Words(
            month=_("Month"),
            solid=_("Running"),
            pale=_("Planned"),
            total=_("Together"),
            limit=_("What there is"),
            over=_("More than there is"),
            now=_("now"),
            limit_said=_("%(count)s there") % {"count": thousands(found.months[-1].there)},
        ),
    )


def sentence(name: str, found: Wall) -> str:
    """“GPU hall passes its 8 accelerators in March: Late arrivals 4, Digits 4 and others 2.”"""
    passing, peak = found.passing, found.peak
    if passing is not None:
        return _("%(name)s passes its %(there)s in %(month)s: %(parts)s.") % {
            "name": name,
            "there": amount(found.resource, passing.there or 0),
            "month": month_word(passing.first, found.now),
            "parts": parts_said(passing.parts),
        }
    return _("%(name)s carries what is declared: at most %(total)s of %(there)s, in %(month)s.") % {
        "name": name,
        "total": thousands(peak.total),
        "there": amount(found.resource, peak.there or 0),
        "month": month_word(peak.first, found.now),
    }


def parts_said(parts: Iterable[Part]) -> str:
    """Who takes how much, those that take most first; those without a name as others."""
    taken: dict[str, int] = {}
    for one in parts:
        taken[one.name] = taken.get(one.name, 0) + one.amount
    others = taken.pop("", 0)
    ordered = sorted(taken.items(), key=lambda one: (-one[1], one[0]))
    rest = ordered[MOST_NAMED:]
    said = [f"{name} {thousands(amount)}" for name, amount in ordered[:MOST_NAMED]]
    if rest:
        said.append(
            ngettext("%(count)s more %(sum)s", "%(count)s more %(sum)s", len(rest))
            % {"count": len(rest), "sum": thousands(sum(taken for _name, taken in rest))}
        )
    if others:
        said.append(_("others %(sum)s") % {"sum": thousands(others)})
    return names.listed(said)


def amount(resource: str, count: int) -> str:
    """“8 accelerators”, “64 CPU cores”, “256 GiB of memory”."""
    words: Mapping[str, str] = {
        "cpu_cores": ngettext("%(count)s CPU core", "%(count)s CPU cores", count),
        "memory_gib": ngettext("%(count)s GiB of memory", "%(count)s GiB of memory", count),
        "accelerators": ngettext("%(count)s accelerator", "%(count)s accelerators", count),
    }
    return words[resource] % {"count": thousands(count)}


def label(resource: str) -> str:
    """A resource as a heading."""
    labels = {
        "cpu_cores": _("CPU cores"),
        "memory_gib": _("Memory, GiB"),
        "accelerators": _("Accelerators"),
    }
    return labels[resource]


def month_word(month: date, now: date) -> str:
    """“March”, with the year where the next March might be meant as well."""
    near = abs((month.year - now.year) * 12 + month.month - now.month) < AHEAD
    return date_format(month, "F" if near else "F Y")


def _column(one: Month, found: Wall) -> Column:
    return Column(
        label=date_format(one.first, "F Y"),
        tick=date_format(one.first, "M") if one.first.month > 1 else f"{one.first:%Y}",
        slices=tuple(Slice(part.amount, part.running) for part in one.parts),
        limit=one.there,
        say=_said(one, found.resource),
        now=one.first == found.now,
    )


def _said(one: Month, resource: str) -> str:
    """“March 2027: 10 of 8 accelerators, 2 over: Late arrivals 4 running, Digits 4 planned.”"""
    there = amount(resource, one.there or 0)
    told = _("%(month)s: %(total)s of %(there)s") % {
        "month": date_format(one.first, "F Y"),
        "total": thousands(one.total),
        "there": there,
    }
    if one.over:
        told += _(", %(count)s over") % {"count": thousands(one.over)}
    if not one.parts:
        return f"{told}."
    kinds = {True: pgettext("load", "running"), False: pgettext("load", "planned")}
    parts = [
        f"{part.name or _('others')} {thousands(part.amount)} {kinds[part.running]}"
        for part in one.parts[:MOST_NAMED]
    ]
    if len(one.parts) > MOST_NAMED:
        parts.append(_("and more"))
    return f"{told}: {', '.join(parts)}."
