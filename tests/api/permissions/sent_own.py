"""What is sent about what is one's own: made theirs first, as anything that they may own could be."""

from datetime import timedelta

from governance.models import ApiToken, Delegation, Scope, User
from projects.models import DataSource, SourceAccess, UseCase
from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.permissions.requests import Sent, named, sends, soon


@sends("PATCH sources/<id>/", "PATCH sources/<id>/ somebody else's")
def change_source(place: Place, _person: Person) -> Sent:
    return Sent({"pk": place.source.pk}, {"title": "Moves"})


def opened(person: Person) -> Scope | None:
    """The one use case that their key opens, in which what is theirs has to lie."""
    key = ApiToken.objects.filter(user=person.user).select_related("scope").first()
    return key.scope if key else None


def own_source(place: Place, person: Person) -> None:
    DataSource.objects.filter(pk=place.source.pk).update(owner=person.user)


@sends("PATCH sources/<id>/")
def change_own_source(place: Place, person: Person) -> Sent:
    own_source(place, person)
    return change_source(place, person)


def _decides(verb: str, state: str) -> None:
    def theirs(place: Place, person: Person) -> Sent:
        SourceAccess.objects.filter(pk=place.access.pk).update(state=state)
        return Sent({"pk": place.access.pk}, {"answer": "As agreed"})

    def own(place: Place, person: Person) -> Sent:
        own_source(place, person)
        if (scope := opened(person)) is not None:
            case = UseCase.objects.get(scope=scope)
            SourceAccess.objects.filter(pk=place.access.pk).update(scope=scope, use_case=case)
        return theirs(place, person)

    sends(f"POST source-access/<id>/{verb}/")(own)
    sends(f"POST source-access/<id>/{verb}/ somebody else's")(theirs)


_decides("grant", "asked")
_decides("refuse", "asked")
_decides("revoke", "granted")


@sends("POST tokens/")
def make_token(_place: Place, _person: Person) -> Sent:
    return Sent(body={"name": "another"})


@sends("POST tokens/ a service account's")
def make_service_token(place: Place, _person: Person) -> Sent:
    return Sent(body={"name": "another", "user_id": place.robot.pk})


@sends("DELETE tokens/<key>/")
def end_token(_place: Place, person: Person) -> Sent:
    token = ApiToken.objects.filter(user=person.user).first()
    return Sent({"key": token.token_key if token else "nothing"})


@sends("DELETE tokens/<key>/ somebody else's")
def end_token_of_ana(place: Place, _person: Person) -> Sent:
    return Sent({"key": ApiToken.objects.filter(user_id=named("ana")(place)).first().token_key})


@sends("POST delegations/")
def lend(place: Place, person: Person) -> Sent:
    role = person.held or "analyst"
    return Sent(body={"taker_id": named("ann")(place), "role": role, "until": soon(place)})


def _delegation(place: Place, giver: User, scope: Scope | None = None) -> Sent:
    row = Delegation.objects.create(
        giver=giver,
        taker=place.told.cast.user("stan"),
        scope=scope or place.case.scope,
        role="it",
        since=place.now,
        until=place.now + timedelta(days=3),
    )
    return Sent({"pk": row.pk})


@sends("POST delegations/<id>/revoke/")
def take_back(place: Place, person: Person) -> Sent:
    return _delegation(place, person.user, opened(person))


@sends("POST delegations/<id>/revoke/ somebody else's")
def take_anothers(place: Place, _person: Person) -> Sent:
    return _delegation(place, place.told.cast.user("ana"))
