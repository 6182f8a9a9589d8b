"""How a gate stands: from its newest round, the votes, the checks and the moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from governance.checks.outcomes import CheckLine
from governance.checks.values import unknown
from governance.gates import sentences
from governance.gates.counting import Ballot, Electorate, ballot, lines
from governance.gates.views import (
    APPROVE,
    ASKED,
    CHANGES,
    NONE,
    OPEN,
    REJECT,
    SHUT,
    GateView,
    QuorumLine,
    Reason,
    ReviewFacts,
    VoteFact,
)
from governance.policy import StageRules
from governance.saying import gettext as _

AGAINST = {"reject": REJECT, "ask_for_changes": CHANGES}


def evaluate(
    *,
    rules: StageRules,
    binding: ReviewFacts | None,
    current_hash: str,
    checks: Sequence[CheckLine],
    votes: Sequence[VoteFact],
    electorate: Electorate,
    now: datetime,
) -> GateView:
    """How the gate stands for the content that hashes to `current_hash`, with every reason.

    `binding` is the newest round whatever became of it, None where nothing was submitted;
    `votes` are all of its votes, `checks` what was frozen with it, with the waivers that hold at
    `now`, `electorate` who holds each role now. An approved round is counted again: its state
    alone opens nothing.
    """
    if binding is None:
        return _unasked(rules, electorate)
    cast = ballot(votes, binding)
    asked = rules.approvals_for(binding.context)
    quorum = lines(asked, cast, binding, electorate)
    bars = [*_time_bars(binding, current_hash, now)]
    nays = _against(cast, {one.role for one in asked})
    waits = [
        *(sentences.missing(one) for one in quorum if one.missing),
        *(sentences.unchecked(one) for one in _shutting(rules, checks)),
        *_nobody_asked(quorum),
    ]
    recheck_at = _recheck_at(binding, checks, now)
    if binding.state == "open" and not bars:
        decision = _decision(nays, waits)
        return GateView(ASKED, tuple(nays or waits), quorum, decision, recheck_at)
    if binding.state == "approved":
        reasons = (*bars, *nays, *waits)
        return GateView(SHUT if reasons else OPEN, reasons, quorum, NONE, recheck_at)
    reasons = tuple(bars) if binding.state == "open" else (sentences.ended(binding),)
    return GateView(SHUT, reasons, quorum)


def _unasked(rules: StageRules, electorate: Electorate) -> GateView:
    """Before the first round: what may be missing to open it, vacant roles above all."""
    quorum = lines(rules.approvals, Ballot((), frozenset()), None, electorate)
    vacant = [sentences.missing(one) for one in quorum if one.vacant and not one.when]
    return GateView(SHUT, (sentences.not_submitted(), *vacant), quorum)


def _time_bars(binding: ReviewFacts, current_hash: str, now: datetime) -> Iterable[Reason]:
    """Content that has changed, and an approval that has run out at its very moment."""
    if binding.content_hash != current_hash:
        yield sentences.stale(binding)
    if binding.state == "approved" and binding.expires_at is not None and binding.expires_at <= now:
        yield sentences.expired(binding.expires_at)


def _against(cast: Ballot, asked: set[str]) -> list[Reason]:
    """Votes against, of the roles that are asked."""
    return [
        sentences.against(choice, [one.name for one in cast.said(choice, asked)])
        for choice in AGAINST
        if cast.said(choice, asked)
    ]


def _decision(nays: Sequence[Reason], waits: Sequence[Reason]) -> str:
    """What an open round adds up to. Votes against end it; nothing approves by itself."""
    if nays:
        return REJECT if nays[0].code == "rejected" else CHANGES
    return NONE if waits else APPROVE


def _nobody_asked(quorum: Sequence[QuorumLine]) -> tuple[Reason, ...]:
    """A gate at which the policy asks for nobody's vote stays shut."""
    if any(one.needed > 0 for one in quorum):
        return ()
    text = _("The policy asks for nobody's vote here, and nothing approves by itself.")
    return (Reason("no-approvals", text, _("a governance officer mends the policy")),)


def _shutting(rules: StageRules, checks: Sequence[CheckLine]) -> list[CheckLine]:
    """The binding checks that don't pass; one that isn't among the lines is unknown."""
    told = {one.rule.key: one for one in checks}
    untold = unknown(_("This wasn't checked when the round was submitted."))
    every = [told.get(one.key) or CheckLine(one, untold) for one in rules.checks if one.binding]
    return [one for one in every if not one.passes]


def _recheck_at(
    binding: ReviewFacts, checks: Sequence[CheckLine], now: datetime
) -> datetime | None:
    """The next moment at which the answer may change without anybody acting."""
    moments = [one.waived.until for one in checks if one.waived and one.rule.binding]
    if binding.state == "approved" and binding.expires_at is not None:
        moments.append(binding.expires_at)
    return min((one for one in moments if one > now), default=None)
