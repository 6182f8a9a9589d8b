"""What is sent about one's desk: what one is told, the views that one keeps, the draft of a use case."""

from governance.models import LedgerEntry, Membership, Notice, SavedView, User
from projects.models import Intake
from tests.api.permissions.people import Person
from tests.api.permissions.place import Place
from tests.api.permissions.requests import Sent, send, sends
from tests.api.permissions.sent_here import BRIEF

VIEW = {"place": "board", "name": "Stuck", "query": "show=stuck"}

send("PATCH me/", time_zone="Europe/Vienna")
send("PUT me/notice-choices/")
send("POST notices/read/")
send("POST saved-views/", **VIEW)


@sends("GET me/activity/")
def everything(_place: Place, _person: Person) -> Sent:
    return Sent(query={"limit": 200})


def _notice(place: Place, user: User) -> Sent:
    row = Notice.objects.create(
        recipient=user, entry_id=LedgerEntry.objects.latest("pk").pk, kind="release",
        occurred_at=place.now, created_at=place.now,
    )  # fmt: skip
    return Sent({"pk": row.pk})


def _view(place: Place, user: User) -> Sent:
    row = SavedView.objects.create(user=user, made_at=place.now, **VIEW)
    return Sent({"pk": row.pk}, {"name": "Slow"})


def _theirs(operation: str, row) -> None:
    sends(operation)(lambda place, person: row(place, person.user))
    sends(f"{operation} somebody else's")(
        lambda place, _person: row(place, place.told.cast.user("ana"))
    )


_theirs("POST notices/<id>/read/", _notice)
_theirs("PATCH saved-views/<id>/", _view)
_theirs("DELETE saved-views/<id>/", _view)

send("PATCH me/intake/", typed={"title": "Late bags"})


@sends("POST me/intake/found/")
def found(place: Place, person: Person) -> Sent:
    """In a role that writes briefs, if they hold one; an officer takes one."""
    Intake.objects.create(person=person.user, began_at=place.now, changed_at=place.now)
    held = set(Membership.objects.filter(user=person.user).values_list("role", flat=True))
    writes = sorted(held & {"analyst", "data_scientist"})
    role = "analyst" if person.column == "officer" else next(iter(writes), person.held)
    brief = {name: said for name, said in BRIEF.items() if name != "based_on"}
    return Sent(body={"title": "Lost items", "founder_role": role or "analyst", "brief": brief})
