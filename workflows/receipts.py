"""The receipt of a clearance: what was asked, what the answer was, and how long to believe it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from governance import receipts
from governance.models import Review
from workflows import clearance
from workflows.clearance import Clearance
from workflows.models import Candidate, Target

PURPOSE = "pitwall-clearance-1"


@dataclass(frozen=True)
class Answer:
    """A clearance, whom it is about, until when it is to be believed, and its receipt if there is one."""

    clearance: Clearance
    candidate: Candidate
    target: Target
    asked_at: datetime
    believe_until: datetime
    receipt: str | None


def ask(*, candidate: Candidate, target: Target, now: datetime) -> Answer:
    """May `candidate` go to `target`, with the receipt. It leaves no entry: nothing has changed."""
    said = clearance.ask(candidate=candidate, target=target, now=now)
    until = believe_until(said, now)
    receipt = receipts.sign(PURPOSE, _said(said, candidate, target, now, until))
    return Answer(said, candidate, target, now, until, receipt)


def believe_until(said: Clearance, now: datetime) -> datetime:
    """Soon; sooner where the answer, or the approval it stands on, ends before."""
    ends = [now + timedelta(minutes=settings.CLEARANCE_MINUTES), said.until]
    ends.append(said.review.expires_at if said.review else None)
    return min(one for one in ends if one is not None and one > now)


def _said(
    said: Clearance, candidate: Candidate, target: Target, now: datetime, until: datetime
) -> dict:
    return {
        "v": 1,
        "use_case": candidate.scope.key,
        "model": candidate.model,
        "version": candidate.version,
        "artifacts_sha": candidate.artifacts_sha,
        "target": target.key,
        "cleared": said.ok,
        "reasons": list(said.reasons),
        "review": _approval(said.review),
        "asked_at": now,
        "believe_until": until,
    }


def _approval(review: Review | None) -> dict | None:
    if review is None:
        return None
    return {"id": review.pk, "round": review.round, "content_hash": review.content_hash}
