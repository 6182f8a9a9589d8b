"""What the reader may do at a gate, asked before the click; the services ask again."""

from dataclasses import dataclass
from datetime import datetime

from governance import rules
from governance.access import may
from governance.actors import Actor
from governance.words import ReviewState
from workflows.models import Cycle
from workflows.standing import StageStanding
from workflows.words import CycleState


@dataclass(frozen=True)
class Acts:
    """`submittable` says whether anybody could submit now, `may_submit` whether the reader may."""

    submittable: bool
    may_submit: rules.Answer
    may_withdraw: bool
    may_waive: bool
    may_revoke: bool


def of(actor: Actor, cycle: Cycle, here: StageStanding, now: datetime) -> Acts:
    """The acts at this gate."""

    def said(action: str) -> rules.Answer:
        return may(actor, action, cycle.scope, now=now, state=cycle.use_case.lifecycle)

    review, building = here.review, cycle.state == CycleState.BUILDING
    asked = review is not None and review.state == ReviewState.OPEN
    approved = review is not None and review.state == ReviewState.APPROVED
    own = review is not None and review.submitter_id == actor.user_id
    submit = said(f"review.submit.{here.spec.key}")
    ready = here.workable and here.content is not None and not here.is_open
    return Acts(
        submittable=building and ready and not asked,
        may_submit=submit,
        may_withdraw=asked and (submit.ok or own),
        may_waive=building and said("waiver.grant").ok,
        may_revoke=approved and said("review.revoke").ok,
    )
