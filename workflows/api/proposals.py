"""Acts that need a second person: listed, confirmed and so done, declined, withdrawn."""

from collections.abc import Callable

from django.db.models import QuerySet

from governance.api.base import Endpoint, act, filtered, lists
from governance.api.fields import Choice, Text
from governance.api.paging import Paging
from governance.models import Proposal
from governance.services import proposals
from governance.words import ProposalState
from projects.api.use_cases import ProposalOut
from projects.services import use_cases
from workflows.services import cycles, releases

PROPOSALS = Proposal.objects.select_related("scope", "proposed_by", "decided_by")

# Who does what was agreed on; acts on the use case as a whole are the rest.
CONFIRM: dict[str, Callable] = {
    "cycle.abandon": cycles.confirm_abandoning,
    "release.break_glass": releases.confirm_break_glass,
}


class ProposalFilter(Paging):
    """Which proposals to show."""

    state = Choice(ProposalState.choices, required=False)
    use_case = Text(required=False, help_text="its slug")


class Proposals(Endpoint):
    @lists(ProposalOut, asks=ProposalFilter)
    def get(self, state: str | None = None, use_case: str | None = None) -> QuerySet:
        """The proposals of the use cases that you may see."""
        rows = PROPOSALS.visible_to(self.actor, self.now)
        return filtered(rows, state=state, scope__key=use_case)


class ProposalConfirmation(Endpoint):
    about = PROPOSALS

    @act(None, ProposalOut, status=200)
    def post(self) -> Proposal:
        """Agree as a second person; the act happens at once."""
        confirm = CONFIRM.get(self.row.act, use_cases.confirm)
        confirm(proposal_id=self.pk, **self.who)
        return PROPOSALS.get(pk=self.pk)


class ProposalRefusal(Endpoint):
    about = PROPOSALS

    @act(None, ProposalOut, status=200)
    def post(self) -> Proposal:
        """Say no as a second person."""
        return use_cases.decline(proposal_id=self.pk, **self.who)


class ProposalWithdrawal(Endpoint):
    about = PROPOSALS

    @act(None, ProposalOut, status=200)
    def post(self) -> Proposal:
        """Take your own proposal back."""
        return proposals.withdraw(proposal_id=self.pk, **self.who)
