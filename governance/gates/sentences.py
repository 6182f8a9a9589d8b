"""The sentences that say what a gate still waits for, and who can lift it."""

from collections.abc import Sequence
from datetime import datetime

from governance.checks.outcomes import FAILED, CheckLine
from governance.checks.registry import title
from governance.gates.views import QuorumLine, Reason, ReviewFacts
from governance.policy.texts import listed
from governance.rules import LABELS, SITE

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ENDED = {
    "rejected": ("rejected", "Round {n} was rejected."),
    "changes_asked": ("changes-asked", "Round {n} ended with changes asked for."),
    "withdrawn": ("withdrawn", "Round {n} was withdrawn."),
    "stale": ("stale", "The content changed after round {n} was submitted."),
    "revoked": ("revoked", "The approval of round {n} was revoked."),
}
SUBMITTERS = "whoever works on this stage submits it"


def label(role: str) -> str:
    """What people call a role."""
    return LABELS.get(role, role)


def number(n: int) -> str:
    return NUMBERS[n] if n < len(NUMBERS) else str(n)


def not_submitted() -> Reason:
    return Reason("not-submitted", "Nothing has been submitted.", SUBMITTERS, "submit")


def ended(round_: ReviewFacts) -> Reason:
    """A round that ended without approval, or whose approval was taken back."""
    code, text = ENDED[round_.state]
    return Reason(code, text.format(n=round_.number), SUBMITTERS, "submit")


def stale(round_: ReviewFacts) -> Reason:
    what = "approved" if round_.state == "approved" else "submitted"
    text = f"The content has changed since round {round_.number} was {what}."
    return Reason("stale", text, SUBMITTERS, "content")


def expired(at: datetime) -> Reason:
    return Reason("expired", f"The approval expired on {at:%d %B %Y}.", SUBMITTERS, "submit")


def against(choice: str, names: Sequence[str]) -> Reason:
    """Votes that close a round."""
    said = "rejected this" if choice == "reject" else "asked for changes"
    code = "rejected" if choice == "reject" else "changes-asked"
    return Reason(code, f"{listed(names, 'and')} {said}.", SUBMITTERS, "submit")


def missing(line: QuorumLine) -> Reason:
    """What one approval rule still waits for: “one more IT vote; Ivo has voted, Ira can”."""
    votes = "vote" if line.missing == 1 else "votes"
    more = " more" if line.got else ""
    wanted = f"{number(line.missing)}{more} {label(line.role)} {votes}"
    if line.vacant:
        return _vacant(line, wanted)
    can = f"{listed(line.can_still)} can"
    told = f"{wanted}; {_voted(line)}, {can}" if line.got else f"{wanted}; {can}"
    return Reason(f"votes:{line.role}", f"Waits for {told}.", listed(line.can_still), "vote")


def _voted(line: QuorumLine) -> str:
    return f"{listed(line.voters, 'and')} {'has' if line.got == 1 else 'have'} voted"


def _vacant(line: QuorumLine, wanted: str) -> Reason:
    """Not enough people are left to vote in this role."""
    name, site = label(line.role), line.role in SITE
    if not line.got and not line.can_still:
        free = (
            f"nobody who may vote here is {name}" if site else f"nobody who may vote is {name} here"
        )
    else:
        others = [f"{_voted(line)}"] if line.got else []
        others += [f"only {listed(line.can_still, 'and')} can"] if line.can_still else []
        free = ", ".join(others) + ("" if line.can_still else ", nobody else can")
    return Reason(
        f"vacant:{line.role}",
        f"Waits for {wanted}; {free}.",
        f"an administrator makes somebody {name}"
        if site
        else f"an analyst or a governance officer adds somebody as {name}",
        "people" if site else "team",
    )


def unchecked(line: CheckLine) -> Reason:
    """A check that fails, or of which nothing is known."""
    failed = line.outcome.outcome == FAILED
    said = "fails" if failed else "is unknown"
    who = (
        "a governance officer can waive it until a date"
        if line.rule.waivable
        else "nobody can waive it"
    )
    return Reason(
        f"check:{line.rule.key}",
        f"{title(line.rule.key)}: {said}. {line.outcome.reason}",
        f"whoever mends it; {who}",
        "waivers" if line.rule.waivable else "needs",
    )
