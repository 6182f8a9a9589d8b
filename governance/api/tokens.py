"""Tokens: one's own, those of service accounts and, for administrators, everybody's."""

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, shows
from governance.api.fields import Choice, Id, Several, Text, Whole
from governance.models import ApiToken, Scope
from governance.services import tokens
from governance.words import TokenScope


class TokenIn(serializers.Serializer):
    """A new token: its name, how long it holds, and the service account it is for.

    With `use_case` it opens that one alone, and MLflow there; `allows` says what for.
    """

    name = Text()
    days = Whole(
        required=False, help_text="1 to 365, else 30; no longer than the token that makes it"
    )
    user_id = Id(required=False)
    use_case = Text(required=False, help_text="its slug")
    allows = Several(child=Choice(TokenScope.choices), required=False)


class TokenOut(serializers.ModelSerializer):
    """A token without its secret; `key` is its first characters, which open nothing."""

    key = serializers.CharField(source="token_key")
    user = outputs.Person()
    use_case = serializers.SlugField(
        source="scope.key",
        default=None,
        allow_null=True,
        help_text="the one that it opens; null for the whole API",
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
            "last_used_at",
        ]  # fmt: skip
        read_only_fields = fields


class AnybodysTokenOut(TokenOut):
    """A token of somebody's; which use case it opens is for those who may see that."""

    use_case = None  # type: ignore[assignment] # administrators see accounts, not use cases
    opens_one = serializers.SerializerMethodField(
        help_text="true: one use case; false: the whole API"
    )

    class Meta(TokenOut.Meta):
        fields = [
            "opens_one", *(name for name in TokenOut.Meta.fields if name != "use_case"),
        ]  # fmt: skip
        read_only_fields = fields

    def get_opens_one(self, token: ApiToken) -> bool:
        return token.scope_id is not None


class MadeTokenOut(serializers.Serializer):
    """A new token; the secret is shown this once."""

    secret = serializers.CharField()
    token = TokenOut()


class TokenFilter(serializers.Serializer):
    """Whose tokens to show."""

    user = Id(required=False, help_text="id of an account")


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


class EverybodysTokens(Endpoint):
    @shows(AnybodysTokenOut, asks=TokenFilter, many=True)
    def get(self, user: int | None = None) -> QuerySet:
        """Everybody's tokens, or one account's, newest first; for administrators."""
        return filtered(tokens.everybodys(**self.who), user_id=user)


class Token(Endpoint):
    @act(None, None, status=204)
    def delete(self) -> None:
        """End a token of yours or, as an administrator, anybody's; it stops at the next request."""
        tokens.revoke(key=self.kwargs["key"], **self.who)
