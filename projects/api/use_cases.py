"""Use cases, their teams, and what is let pass or has to be mended in them."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from governance import queries as governance_queries
from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import Choice, Id, Text
from governance.api.people import DelegationIn, DelegationOut
from governance.api.record import EntryFilter, EntryOut
from governance.errors import NotVisible
from governance.models import Delegation, LedgerEntry, Membership, Proposal
from governance.services import delegations, memberships
from governance.words import Role
from projects import access
from projects.models import UseCase
from projects.services import use_cases

USE_CASES = UseCase.objects.select_related("scope", "policy", "created_by")
ACTS = [("suspend", "suspend"), ("resume", "resume"), ("retire", "retire")]


class UseCaseIn(serializers.Serializer):
    """A new use case; `founder_role` is yours in it, empty for an officer who stays outside."""

    title = Text()
    summary = Text(required=False)
    policy_name = Text(required=False)
    founder_role = Text()
    slug = Text(required=False)


class UseCaseOut(outputs.Row):
    """A use case."""

    policy = serializers.CharField(source="policy.name")

    class Meta:
        model = UseCase
        fields = [
            "id", "slug", "title", "summary", "policy", "lifecycle", "created_by", "created_at",
        ]  # fmt: skip


class ActIn(serializers.Serializer):
    """An act on the use case as a whole, and why."""

    act = Choice(ACTS)
    reason = Text()


class ProposalOut(outputs.InUseCase):
    """An act that waits for a second person, or what became of it."""

    class Meta:
        model = Proposal
        fields = [
            "id", "use_case", "act", "subject_type", "subject_id", "reason", "proposed_by",
            "proposed_at", "decided_by", "decided_at", "state",
        ]  # fmt: skip


class MemberIn(serializers.Serializer):
    """Who joins in which role."""

    user_id = Id()
    role = Choice(Role.choices)


class MembershipOut(outputs.Row):
    """A role that somebody holds in the use case."""

    class Meta:
        model = Membership
        fields = ["id", "user", "role", "since", "until"]


class TeamRowOut(serializers.Serializer):
    """A role and its people; nobody means that it is vacant."""

    role = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    vacant = serializers.BooleanField()
    memberships = MembershipOut(many=True)


class Founding(Endpoint):
    """What begins a use case; portal.api.use_cases lists them at the same address, by what apps above
    this one know of them too.
    """

    @act(UseCaseIn, UseCaseOut)
    def post(self, **given) -> UseCase:
        """Begin a use case."""
        return use_cases.create(**self.who, **given)


class UseCaseProposals(Endpoint):
    about = USE_CASES

    @act(ActIn, ProposalOut)
    def post(self, **given) -> Proposal:
        """Propose to suspend, resume or retire; a second person confirms."""
        return use_cases.propose(use_case_id=self.pk, **self.who, **given)


class Team(Endpoint):
    about = USE_CASES

    @shows(TeamRowOut, many=True)
    def get(self) -> list:
        """Every role and who holds it, vacancies included."""
        return governance_queries.team(self.row.scope, self.now)

    @act(MemberIn, MembershipOut)
    def post(self, **given) -> Membership:
        """Give somebody a role."""
        return memberships.add(
            scope_id=self.row.scope_id,
            state=access.lifecycle(self.row.scope),
            **self.who,
            **given,
        )


class TeamMember(Endpoint):
    about = USE_CASES

    def _membership(self) -> Membership:
        rows = Membership.objects.filter(scope=self.row.scope).select_related("user")
        row = rows.filter(pk=self.kwargs["membership"]).first()
        if row is None:
            raise NotVisible(_("There is no such membership here."))
        return row

    @shows(MembershipOut)
    def get(self) -> Membership:
        """A role that somebody holds or held here."""
        return self._membership()

    @act(None, MembershipOut, status=200)
    def delete(self) -> Membership:
        """End somebody's role; the record keeps that it was held."""
        return memberships.remove(
            membership_id=self._membership().pk, state=access.lifecycle(self.row.scope), **self.who
        )


class UseCaseDelegations(Endpoint):
    about = USE_CASES

    @lists(DelegationOut)
    def get(self) -> QuerySet:
        """The roles lent in this use case."""
        rows = Delegation.objects.filter(scope=self.row.scope)
        return rows.select_related("giver", "taker", "scope")

    @act(DelegationIn, DelegationOut)
    def post(self, **given) -> Delegation:
        """Lend a role that you hold here to another member."""
        return delegations.give(scope_id=self.row.scope_id, **self.who, **given)


class UseCaseLedger(Endpoint):
    about = USE_CASES

    @lists(EntryOut, asks=EntryFilter)
    def get(self, **given) -> QuerySet:
        """The use case's own part of the record, for its members."""
        given["scope"] = self.row.scope.key
        return filtered(LedgerEntry.objects.all(), **given)
