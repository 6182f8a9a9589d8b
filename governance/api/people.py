"""People, their site roles, their tokens and the roles they lend."""

from django.db.models import Prefetch, Q, QuerySet
from rest_framework import serializers

from governance.access import authorise, roles_anywhere
from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Choice, Flag, Id, Moment, Several, Text, Whole
from governance.models import ApiToken, Delegation, Scope, SiteGrant, User
from governance.services import delegations, people, tokens
from governance.words import Role, SiteRole, TokenScope


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


class MeOut(serializers.Serializer):
    """Who asks, and what they may."""

    person = outputs.Person()
    site_roles = serializers.ListField(child=serializers.CharField())
    roles = serializers.ListField(child=serializers.CharField())


class TokenIn(serializers.Serializer):
    """A new token: its name, how long it holds, and the service account it is for.

    With `use_case` it opens that one alone, and MLflow there; `allows` says what for.
    """

    name = Text()
    days = Whole(required=False)
    user_id = Id(required=False)
    use_case = Text(required=False, help_text="its slug")
    allows = Several(child=Choice(TokenScope.choices), required=False)


class TokenOut(serializers.ModelSerializer):
    """A token without its secret; `key` is its first characters, which open nothing."""

    key = serializers.CharField(source="token_key")
    user = outputs.Person()
    use_case = serializers.SlugField(
        source="scope.key", default=None, help_text="the one that it opens; null for the whole API"
    )
    allows = serializers.ListField(child=serializers.CharField(), source="uses")
    lent_for = serializers.CharField(
        help_text="the job that Pitwall lent it to, which ends it; empty for one that somebody made"
    )
    made_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry")

    class Meta:
        model = ApiToken
        fields = [
            "key", "name", "user", "use_case", "allows", "lent_for", "made_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields


class MadeTokenOut(serializers.Serializer):
    """A new token; the secret is shown this once."""

    secret = serializers.CharField()
    token = TokenOut()


class DelegationIn(serializers.Serializer):
    """A role to lend."""

    taker_id = Id()
    role = Choice(Role.choices)
    until = Moment()


class DelegationOut(outputs.Row):
    """A role that somebody lends."""

    use_case = serializers.SlugField(source="scope.key", default=None)

    class Meta:
        model = Delegation
        fields = ["id", "giver", "taker", "use_case", "role", "since", "until", "revoked_at"]
        read_only_fields = fields


class Me(Endpoint):
    @shows(MeOut)
    def get(self) -> dict:
        """Who you are to Pitwall, and the roles that you hold anywhere."""
        return {
            "person": self.request.user,
            "site_roles": sorted(self.actor.site_roles),
            "roles": sorted(roles_anywhere(self.actor, self.now)),
        }


class People(Endpoint):
    def _all(self) -> QuerySet:
        held = SiteGrant.objects.active(self.now)
        return User.objects.prefetch_related(
            Prefetch("site_grants", queryset=held, to_attr="held_grants")
        )

    @lists(PersonOut)
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


class Tokens(Endpoint):
    @shows(TokenOut, many=True)
    def get(self) -> QuerySet:
        """Your tokens and, for administrators, those of service accounts."""
        return tokens.of(**self.who)

    @act(TokenIn, MadeTokenOut)
    def post(self, use_case: str | None = None, **given) -> tokens.MadeToken:
        """Make a token; its secret is shown this once."""
        if use_case is not None:
            named = Scope.objects.filter(key=use_case).values_list("pk", flat=True).first()
            given["scope_id"] = named or 0
        return tokens.make(**self.who, **given)


class Token(Endpoint):
    @act(None, None, status=204)
    def delete(self) -> None:
        """End a token; it stops at the next request."""
        tokens.revoke(key=self.kwargs["key"], **self.who)


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
