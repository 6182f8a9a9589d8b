"""What each decision would bring about, said before it is taken."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.policy.words import SHUT
from governance.words import Choice
from portal.components.words import stage_word
from portal.pages import names
from portal.pages.gate.ballots import Seat
from workflows.stages import RELEASE
from workflows.standing import LoopStanding, StageStanding


def of(seen: LoopStanding, here: StageStanding, seats: Sequence[Seat]) -> dict[str, str]:
    """What follows each choice, by the word that the form sends."""
    submitter = here.review.submitter.label if here.review else ""
    return {
        Choice.APPROVE: approve(seen, here, seats),
        Choice.CONDITIONS: conditions(shuts=seen.material.policy.conditions_lapse == SHUT),
        Choice.CHANGES: _(
            "Closes this round at once, whoever else has voted; %(name)s, or who else works on it, "
            "submits the next."
        )
        % {"name": submitter},
        Choice.REJECT: _(
            "Closes this round at once, whoever else has voted; nothing goes on until somebody "
            "submits again."
        ),
    }


def conditions(*, shuts: bool) -> str:
    """What a condition brings, and what happens when nobody keeps it, as the policy says."""
    if shuts:
        return _(
            "The same, and each condition becomes a finding with an owner and a date; one that "
            "lapses bars the release."
        )
    return _(
        "The same, and each condition becomes a finding with an owner and a date; one that lapses "
        "is told, and bars nothing."
    )


def approve(seen: LoopStanding, here: StageStanding, seats: Sequence[Seat]) -> str:
    """Whether the reader's approval opens the gate, what that allows, and what it doesn't do."""
    missing = {line.role: line.missing for line in here.view.quorum if line.missing}
    after = sum(missing.values()) - (1 if any(seat.role in missing for seat in seats) else 0)
    shutting = [reason.text for reason in here.view.reasons if reason.code.startswith("check:")]
    if after > 0:
        return ngettext(
            "%(count)s more vote is needed after yours. Nothing is deployed.",
            "%(count)s more votes are needed after yours. Nothing is deployed.",
            after,
        ) % {"count": after}
    if shutting:
        return _("The gate stays shut until a check is mended or waived: %(reason)s") % {
            "reason": shutting[0]
        }
    return f"{_('The gate opens;')} {opens(seen.stages, here.spec.key)}"


def opens(stages: Mapping[str, StageStanding], stage: str) -> str:
    """What an open gate lets people do, and that it deploys nothing."""
    if stage == RELEASE:
        return _("somebody with the DevOps role can release it. Nothing is deployed by a vote.")
    begins = [stage_word(key) for key, one in stages.items() if stage in one.rules.needs_to_work]
    closes = [
        stage_word(key)
        for key, one in stages.items()
        if stage in one.rules.needs_to_close and stage not in one.rules.needs_to_work
    ]
    told = []
    if closes:
        words = ngettext(
            "the gate of %(stages)s can open", "the gates of %(stages)s can open", len(closes)
        )
        told.append(words % {"stages": names.listed(closes)})
    if begins:
        told.append(
            _("%(stages)s can begin once all else that it needs is open")
            % {"stages": names.listed(begins)}
        )
    return "; ".join([*told, _("nothing is deployed.")])
