"""The same click twice: whether an act that was refused as too late is done already, by its author.

Services refuse a second time, whoever asks. Where the second is the very act that was taken
before (a double click, a page sent again), the page says that it is in, and changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.actors import Actor
from governance.models import Delegation, Finding, Review, Vote, Waiver
from governance.words import ReviewState, VoteKind
from portal.components.formats import moment
from workflows.models import Cycle
from workflows.services.attempts import SUBJECT


def vote(actor: Actor, given: dict[str, Any]) -> str:
    """What to say where this very vote was cast before; empty where it wasn't."""
    said = _said(actor, given["review_id"], VoteKind.BINDING, given["choice"], given["comment"])
    if said is None or said.on_behalf_of_id != given["on_behalf_of_id"]:
        return ""
    if given["role"] and said.role != given["role"]:
        return ""
    if _promised(said) != sorted(_text(one["text"]) for one in given["conditions"]):
        return ""
    return _("Your vote is in, since %(moment)s. It was counted once.") % {
        "moment": moment(said.cast_at)
    }


def advice(actor: Actor, review_id: int, choice: str, comment: str) -> str:
    """What to say where this very advice was given before."""
    said = _said(actor, review_id, VoteKind.ADVISORY, choice, comment)
    return _("Your advice is in; it stands beside the votes.") if said else ""


def submission(actor: Actor, cycle: Cycle, stage: str, note: str) -> str:
    """What to say where the actor has submitted this stage with this note, and it waits."""
    rounds = Review.objects.filter(
        scope=cycle.scope_id,
        gate__stage=stage,
        gate__subject_type=SUBJECT,
        gate__subject_id__in=cycle.attempts.filter(stage=stage).values("pk"),
        submitter_id=actor.user_id,
        state=ReviewState.OPEN,
    )
    found = next((one for one in rounds if one.note == _text(note)), None)
    return _("Round %(round)s is in, once.") % {"round": found.round} if found else ""


def ended(review_id: int, state: ReviewState) -> str:
    """What to say where a round has ended in the way that was asked for."""
    words = {
        ReviewState.WITHDRAWN: _("The round is withdrawn already."),
        ReviewState.REVOKED: _("The approval is revoked already."),
    }
    return words[state] if Review.objects.filter(pk=review_id, state=state).exists() else ""


def waiver(
    actor: Actor, scope_id: int, stage: str, check: str, until: datetime, now: datetime
) -> str:
    """What to say where the actor has waived this check until this very moment."""
    held = Waiver.objects.active(now).filter(
        scope=scope_id, stage=stage, check_key=check, by_id=actor.user_id, until=until
    )
    return _("The check is waived already.") if held.exists() else ""


def loan(actor: Actor, scope_id: int, role: str, taker_id: int, now: datetime) -> str:
    """What to say where the role is lent to this very person."""
    rows = Delegation.objects.filter(
        giver_id=actor.user_id,
        taker_id=taker_id,
        scope=scope_id,
        role=role,
        revoked_at=None,
        until__gt=now,
    )
    found = rows.select_related("taker").first()
    return _("%(name)s may vote for you already.") % {"name": found.taker.label} if found else ""


def _said(actor: Actor, review_id: int, kind: VoteKind, choice: str, comment: str) -> Vote | None:
    """The actor's vote of this kind in a round, where it says just this."""
    words = _text(comment)
    return Vote.objects.filter(
        review=review_id,
        voter_id=actor.user_id,
        kind=kind,
        choice=choice,
        comment_sha=canonical.sha256(words) if words else "",
    ).first()


def _promised(said: Vote) -> Sequence[str]:
    rows = Finding.objects.filter(
        review=said.review_id, dedupe_key__startswith=f"condition:{said.pk}:"
    )
    return sorted(rows.values_list("detail", flat=True))


def _text(words: str) -> str:
    """Words as services keep them."""
    return inputs.text({}, "words", words, longest=4000, required=False, multiline=True)
