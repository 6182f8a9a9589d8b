"""What is sent about the site."""

from governance.models import Channel, LedgerEntry, Policy
from portal.pages.timing.tables import TABLES
from tests.api.permissions.people import Person
from tests.api.permissions.place import HOUSE_RULES, Place
from tests.api.permissions.requests import Sent, named, send, sends

CHANGED = HOUSE_RULES + "description: Another text\n"


def stan(place: Place):
    return place.told.cast.user("stan")


def policy(place: Place) -> Policy:
    return Policy.objects.get(name="own")


# people, catalogues and rules
send("POST people/", username="zoe", full_name="Zoe")
send("POST people/<id>/deactivate/", stan)
send("POST people/<id>/site-roles/", stan, role="auditor")
send("POST people/<id>/site-roles/end/", lambda place: place.told.cast.user("oto"), role="officer")
send("POST places/", code="cellar", title="Cellar", kind="on_premises")
send("POST targets/", key="edge", title="Edge", place_id=lambda place: place.source.place_id)
send("POST sources/", key="weather", title="Weather", system="met", owner_id=named("stan"),
     place_id=lambda place: place.source.place_id, classification="internal")  # fmt: skip
send("POST environments/", key="prem-gpu", title="GPU", cpu_cores=8, memory_gib=32,
     place_id=lambda place: place.source.place_id)  # fmt: skip
send("POST policies/", name="house", title="House", source=HOUSE_RULES.replace("own", "house"))
send("GET policies/<id>/draft/", policy)
send("PUT policies/<id>/draft/", policy, title="Own", source=CHANGED)
send("GET policies/<id>/versions/", policy)
send("GET sources/<id>/", lambda place: place.source)
send("POST dead-letters/<id>/retry/", lambda place: place.dead)


# channels, what is looked for, and where the days went
CHANNEL = {"name": "chat", "address": "jsons://93.184.216.34/hook", "kinds": ["release"]}


def channel(place: Place) -> Channel:
    return Channel.objects.create(
        name="Ours", service="jsons", address="locked", kinds=["release"], created_at=place.now
    )


send("POST channels/", **CHANNEL)
send("GET channels/<id>/", channel)
send("PUT channels/<id>/", channel, **CHANNEL)
send("DELETE channels/<id>/", channel)
send("POST channels/<id>/test/", channel)


@sends("GET search/")
def look_for(place: Place, _person: Person) -> Sent:
    return Sent(query={"q": place.case.title})


@sends("GET timing/<name>/")
def days(_place: Place, _person: Person) -> Sent:
    return Sent({"name": next(iter(TABLES))})


@sends("POST policies/<id>/versions/")
def publish(place: Place, _person: Person) -> Sent:
    Policy.objects.filter(name="own").update(draft=CHANGED)
    return Sent({"pk": policy(place).pk})


@sends("GET ledger/<id>/receipt/ of a use case")
def entry(place: Place, _person: Person) -> Sent:
    return Sent({"pk": LedgerEntry.objects.filter(scope=place.case.scope.key).first().pk})


@sends("GET ledger/<id>/receipt/ of the site")
def entry_of_none(_place: Place, _person: Person) -> Sent:
    return Sent({"pk": LedgerEntry.objects.filter(scope="").first().pk})


@sends("POST use-cases/")
def found(_place: Place, person: Person) -> Sent:
    role = "" if person.column == "officer" else person.held
    return Sent(body={"title": "Lost items", "founder_role": role})


@sends("GET problems/<slug>/")
def kind(_place: Place, _person: Person) -> Sent:
    return Sent({"slug": "not-found"})
