"""A gate in short: the few sentences that a busy reader decides by, each leading to its proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.gates import GateView
from governance.words import Outcome
from portal.components.formats import day
from portal.pages import names
from portal.pages.gate import comparing, holding
from portal.pages.gate.evidence import WAIVED, Change, CheckRow
from portal.pages.gate.measured import Measured

ICONS = {
    "good": "check",
    "bad": "x",
    "slow": "triangle-alert",
    "quiet": "minus",
    "accent": "s-live",
}
SHUTTING = (Outcome.FAILED, Outcome.UNKNOWN)
NAMED = 3


@dataclass(frozen=True)
class Line:
    """One sentence, how it should be read, and where its proof stands on the page."""

    text: str
    tone: str
    href: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.tone]


def lines(
    found: Measured | None,
    change: Change | None,
    rows: Sequence[CheckRow],
    view: GateView,
    *,
    asked: bool,
) -> tuple[Line, ...]:
    """What was measured, what changed, what the checks say, whose votes are missing."""
    told = [*_measured(found), *_changed(change), *_checks(rows)]
    if asked:
        told += _votes(view)
    return tuple(told)


def _measured(found: Measured | None) -> Iterator[Line]:
    if found is None:
        return
    where = "#cmp"
    if found.state != "done":
        yield _unmeasured(found)
        return
    said = comparing.sentence(found.version, found.champion, found.rows, found.differences)
    if found.champion and not found.differences and found.running:
        words = _("The comparison with %(champion)s is still being measured.")
        said = comparing.Said(words % {"champion": found.champion}, "slow")
    yield Line(said.text, said.tone, where)
    sentences = [holding.objectives(found.held)]
    sentences += [holding.part(label, held) for label, held in found.parts]
    yield from (Line(one.text, one.tone, where) for one in sentences if one)
    if found.boasts:
        words = _("The run claims more than was measured: %(metrics)s.")
        yield Line(words % {"metrics": names.listed(found.boasts)}, "slow", where)


def _unmeasured(found: Measured) -> Line:
    version = {"version": found.version}
    if found.state == "failed":
        return Line(_("%(version)s couldn’t be measured.") % version, "bad", "#cmp")
    if found.running:
        return Line(_("Pitwall is measuring %(version)s now.") % version, "accent", "#cmp")
    return Line(_("%(version)s isn’t measured yet.") % version, "slow", "#cmp")


def _changed(change: Change | None) -> Iterator[Line]:
    if change is None:
        return
    if change.same:
        yield Line(_("Nothing changed since the last approval."), "good", "#changed")
        return
    told = ngettext(
        "%(count)s thing changed since the approval of %(day)s: %(what)s.",
        "%(count)s things changed since the approval of %(day)s: %(what)s.",
        len(change.steps),
    )
    more = len(change.steps) - NAMED
    what = [one.what for one in change.steps[:NAMED]]
    what += [ngettext("%(n)s more", "%(n)s more", more) % {"n": more}] if more > 0 else []
    words = {"count": len(change.steps), "day": day(change.on), "what": names.listed(what)}
    yield Line(told % words, "accent", "#changed")


def _checks(rows: Sequence[CheckRow]) -> Iterator[Line]:
    """Failed and unknown checks by name, waived ones, and that the others pass."""
    shutting = [one for one in rows if one.outcome in SHUTTING and not one.advisory]
    advisory = [one for one in rows if one.outcome in SHUTTING and one.advisory]
    waived = [one for one in rows if one.outcome == WAIVED]
    for group, words, tone in (
        (shutting, _("Keeps the gate shut until it is so: %(names)s"), "bad"),
        (advisory, _("Doesn’t pass, which is advice here: %(names)s"), "slow"),
        (waived, _("Waived by an officer: %(names)s"), "slow"),
    ):
        if group:
            named = names.listed([one.title.rstrip(".") for one in group])
            yield Line(f"{words % {'names': named}}.", tone, "#checks")
    if rows and not shutting and not advisory and not waived:
        told = ngettext("The one check passes.", "All %(count)s checks pass.", len(rows))
        yield Line(told % {"count": len(rows)}, "good", "#passed")


def _votes(view: GateView) -> list[Line]:
    """Whose votes are missing; a vacant role is no mere waiting."""
    return [
        Line(one.text, "bad" if one.link_hint == "team" else "accent", "#act")
        for one in view.reasons
        if one.code.startswith("votes:")
    ]
