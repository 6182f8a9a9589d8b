"""The sentences that say what a gate still waits for, and who can lift it."""

from collections.abc import Sequence
from datetime import datetime

from governance.checks.outcomes import FAILED, CheckLine
from governance.checks.registry import title
from governance.gates.views import QuorumLine, Reason, ReviewFacts
from governance.policy.texts import listed
from governance.rules import LABELS, SITE
from governance.saying import gettext as _
from governance.saying import gettext_noop

NUMBERS = (
    gettext_noop("no"),
    gettext_noop("one"),
    gettext_noop("two"),
    gettext_noop("three"),
    gettext_noop("four"),
    gettext_noop("five"),
    gettext_noop("six"),
    gettext_noop("seven"),
    gettext_noop("eight"),
    gettext_noop("nine"),
    gettext_noop("ten"),
)
ENDED = {
    "rejected": ("rejected", gettext_noop("Round {n} was rejected.")),
    "changes_asked": ("changes-asked", gettext_noop("Round {n} ended with changes asked for.")),
    "withdrawn": ("withdrawn", gettext_noop("Round {n} was withdrawn.")),
    "stale": ("stale", gettext_noop("The content changed after round {n} was submitted.")),
    "revoked": ("revoked", gettext_noop("The approval of round {n} was revoked.")),
}
SUBMITTERS = gettext_noop("whoever works on this stage submits it")


def submitters() -> str:
    return _(SUBMITTERS)


def label(role: str) -> str:
    """What people call a role."""
    return _(LABELS.get(role, role))


def number(n: int) -> str:
    return _(NUMBERS[n]) if n < len(NUMBERS) else str(n)


def not_submitted() -> Reason:
    return Reason("not-submitted", _("Nothing has been submitted."), submitters(), "submit")


def ended(round_: ReviewFacts) -> Reason:
    """A round that ended without approval, or whose approval was taken back."""
    code, text = ENDED[round_.state]
    return Reason(code, _(text).format(n=round_.number), submitters(), "submit")


def stale(round_: ReviewFacts) -> Reason:
    what = _("approved") if round_.state == "approved" else _("submitted")
    text = _("The content has changed since round %(round)s was %(what)s.") % {
        "round": round_.number,
        "what": what,
    }
    return Reason("stale", text, submitters(), "content")


def expired(at: datetime) -> Reason:
    return Reason(
        "expired",
        _("The approval expired on %(at)s.") % {"at": f"{at:%d %B %Y}"},
        submitters(),
        "submit",
    )


def against(choice: str, names: Sequence[str]) -> Reason:
    """Votes that close a round."""
    said = _("rejected this") if choice == "reject" else _("asked for changes")
    code = "rejected" if choice == "reject" else "changes-asked"
    return Reason(code, f"{listed(names, 'and')} {said}.", submitters(), "submit")


def missing(line: QuorumLine) -> Reason:
    """What one approval rule still waits for: “one more IT vote; Ivo has voted, Ira can”."""
    votes = _("vote") if line.missing == 1 else _("votes")
    more = _(" more") if line.got else ""
    wanted = f"{number(line.missing)}{more} {label(line.role)} {votes}"
    if line.vacant:
        return _vacant(line, wanted)
    can = _("%(can_still)s can") % {"can_still": listed(line.can_still)}
    told = f"{wanted}; {_voted(line)}, {can}" if line.got else f"{wanted}; {can}"
    return Reason(
        f"votes:{line.role}",
        _("Waits for %(told)s.") % {"told": told},
        listed(line.can_still),
        "vote",
    )


def _voted(line: QuorumLine) -> str:
    return _("%(voters)s %(got)s voted") % {
        "voters": listed(line.voters, "and"),
        "got": _("has") if line.got == 1 else _("have"),
    }


def _vacant(line: QuorumLine, wanted: str) -> Reason:
    """Not enough people are left to vote in this role."""
    name, site = label(line.role), line.role in SITE
    if not line.got and not line.can_still:
        free = (
            _("nobody who may vote here is %(name)s") % {"name": name}
            if site
            else _("nobody who may vote is %(name)s here") % {"name": name}
        )
    else:
        others = [f"{_voted(line)}"] if line.got else []
        others += (
            [_("only %(can_still)s can") % {"can_still": listed(line.can_still, "and")}]
            if line.can_still
            else []
        )
        free = ", ".join(others) + ("" if line.can_still else _(", nobody else can"))
    return Reason(
        f"vacant:{line.role}",
        _("Waits for %(wanted)s; %(free)s.") % {"wanted": wanted, "free": free},
        _("an administrator makes somebody %(name)s") % {"name": name}
        if site
        else _("an analyst or a governance officer adds somebody as %(name)s") % {"name": name},
        "people" if site else "team",
    )


def unchecked(line: CheckLine) -> Reason:
    """A check that fails, or of which nothing is known."""
    failed = line.outcome.outcome == FAILED
    said = _("fails") if failed else _("is unknown")
    who = (
        _("a governance officer can waive it until a date")
        if line.rule.waivable
        else _("nobody can waive it")
    )
    return Reason(
        f"check:{line.rule.key}",
        f"{title(line.rule.key)}: {said}. {line.outcome.reason}",
        _("whoever mends it; %(who)s") % {"who": who},
        "waivers" if line.rule.waivable else "needs",
    )
