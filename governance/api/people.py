"""People, their site roles and the roles they lend."""

from django.db.models import Prefetch, Q, QuerySet
from rest_framework import serializers

from governance.access import authorise, roles_anywhere
from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Choice, Flag, Id, Moment, Text
from governance.models import Delegation, SiteGrant, User
from governance.services import delegations, people, preferences
from governance.words import Role, SiteRole


class PersonIn(serializers.Serializer):
    """A new account."""

    username = Text()
    full_name = Text()
    email = Text(required=False)
    time_zone = Text(required=False)
    password = Text(required=False, write_only=True)
    is_service = Flag(required=False)


class PersonOut(outputs.Person):
    """An account, with the site roles that it holds."""

    site_roles = serializers.SerializerMethodField()

    class Meta(outputs.Person.Meta):
        fields = [*outputs.Person.Meta.fields, "is_active", "is_service", "time_zone", "site_roles"]
        read_only_fields = fields

    def get_site_roles(self, user: User) -> list[str]:
        return [grant.role for grant in user.held_grants]  # type: ignore[attr-defined]


class GrantOut(outputs.Row):
    """A site role that somebody holds."""

    class Meta:
        model = SiteGrant
        fields = ["id", "user", "role", "since", "until"]


class RoleIn(serializers.Serializer):
    """A site role."""

    role = Choice(SiteRole.choices)


class MeIn(serializers.Serializer):
    """What is yours to choose of your account."""

    time_zone = Text(help_text="such as Europe/Vienna; letters and pages write moments for it")


class MeOut(serializers.Serializer):
    """Who asks, and what they may."""

    person = outputs.Person()
    time_zone = serializers.CharField(source="person.time_zone")
    site_roles = serializers.ListField(child=serializers.CharField())
    roles = serializers.ListField(child=serializers.CharField())


class DelegationIn(serializers.Serializer):
    """A role to lend."""

    taker_id = Id()
    role = Choice(Role.choices)
    until = Moment()


class DelegationOut(outputs.Row):
    """A role that somebody lends."""

    use_case = serializers.SlugField(source="scope.key", default=None, allow_null=True)

    class Meta:
        model = Delegation
        fields = ["id", "giver", "taker", "use_case", "role", "since", "until", "revoked_at"]
        read_only_fields = fields


class Me(Endpoint):
    @shows(MeOut)
    def get(self) -> dict:
        """Who you are to Pitwall, and the roles that you hold anywhere."""
        return self._told(self.request.user)  # type: ignore[arg-type] # strangers got 401

    @act(MeIn, MeOut, status=200)
    def patch(self, time_zone: str) -> dict:
        """Choose your time zone."""
        return self._told(preferences.set_time_zone(time_zone=time_zone, **self.who))

    def _told(self, user: User) -> dict:
        return {
            "person": user,
            "site_roles": sorted(self.actor.site_roles),
            "roles": sorted(roles_anywhere(self.actor, self.now)),
        }


class People(Endpoint):
    def _all(self) -> QuerySet:
        held = SiteGrant.objects.active(self.now)
        return User.objects.prefetch_related(
            Prefetch("site_grants", queryset=held, to_attr="held_grants")
        )

    @lists(PersonOut, orders=("username",))
    def get(self) -> QuerySet:
        """Everybody with an account; for administrators."""
        authorise(self.actor, "person.manage", None, now=self.now)
        return self._all()

    @act(PersonIn, PersonOut)
    def post(self, **given):
        """Make an account."""
        made = people.add(**self.who, **given)
        return self._all().get(pk=made.pk)


class PersonDeactivation(Endpoint):
    @act(None, outputs.Person, status=200)
    def post(self) -> User:
        """End an account: its roles, delegations and tokens end with it."""
        return people.deactivate(user_id=self.pk, **self.who)


class SiteRoles(Endpoint):
    @act(RoleIn, GrantOut)
    def post(self, **given) -> SiteGrant:
        """Grant a site role."""
        return people.grant_site_role(user_id=self.pk, **self.who, **given)


class SiteRoleEnd(Endpoint):
    @act(RoleIn, GrantOut, status=200)
    def post(self, **given) -> SiteGrant:
        """End a site role."""
        return people.end_site_role(user_id=self.pk, **self.who, **given)


class Delegations(Endpoint):
    @lists(DelegationOut)
    def get(self) -> QuerySet:
        """The roles that you lend or were lent."""
        mine = Q(giver_id=self.actor.user_id) | Q(taker_id=self.actor.user_id)
        if self.actor.within is not None:
            mine &= Q(scope_id=self.actor.within)
        return Delegation.objects.filter(mine).select_related("giver", "taker", "scope")

    @act(DelegationIn, DelegationOut)
    def post(self, **given) -> Delegation:
        """Lend a role wherever you hold it."""
        return delegations.give(scope_id=None, **self.who, **given)


class DelegationEnd(Endpoint):
    @act(None, DelegationOut, status=200)
    def post(self) -> Delegation:
        """Take a role back, or give it back."""
        return delegations.revoke(delegation_id=self.pk, **self.who)
