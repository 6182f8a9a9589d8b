"""Views that a person keeps of a list: saved, renamed and deleted by that person alone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs, locks
from governance.access import person, refuse_keys_of_one
from governance.actors import Actor
from governance.errors import Invalid, NotVisible, StaleState
from governance.models import SavedView, User
from governance.services import ledger

PLACES = ("board",)
MOST = 30
LONGEST_QUERY = 600


def save(*, actor: Actor, place: str, name: str, query: str, now: datetime) -> SavedView:
    """Keep the filters of a list under a name; a name that is there already gets the new ones.

    Raises Denied to a part of Pitwall, Invalid, and StaleState once there are too many.
    """
    with transaction.atomic():
        owner = _owner(actor)
        errors: inputs.Errors = {}
        place = inputs.choice(errors, "place", place, PLACES)
        name = inputs.text(errors, "name", name, longest=60)
        query = inputs.text(errors, "query", query, longest=LONGEST_QUERY, required=False)
        inputs.raise_if(errors)
        mine = SavedView.objects.filter(user=owner, place=place)
        if mine.exclude(name=name).count() >= MOST:
            raise StaleState(
                _("You keep %(most)s views already; delete one first.") % {"most": MOST}
            )
        view, _made = SavedView.objects.update_or_create(
            user=owner, place=place, name=name, defaults={"query": query, "made_at": now}
        )
        _record(actor, "person.view_saved", view, now)
        return view


def rename(*, actor: Actor, view_id: int, name: str, now: datetime) -> SavedView:
    """Call a view of one's own otherwise. Raises NotVisible, and Invalid for a name that is taken."""
    with transaction.atomic():
        view = _mine(actor, view_id)
        errors: inputs.Errors = {}
        name = inputs.text(errors, "name", name, longest=60)
        inputs.raise_if(errors)
        others = SavedView.objects.filter(user=view.user_id, place=view.place, name=name)
        if others.exclude(pk=view.pk).exists():
            raise Invalid({"name": _("Another view of yours has this name; choose another.")})
        if view.name != name:
            view.name = name
            view.save(update_fields=["name"])
            _record(actor, "person.view_renamed", view, now)
        return view


def delete(*, actor: Actor, view_id: int, now: datetime) -> None:
    """Forget a view of one's own. Raises NotVisible."""
    with transaction.atomic():
        view = _mine(actor, view_id)
        _record(actor, "person.view_deleted", view, now)
        view.delete()


def _owner(actor: Actor) -> User:
    """The person who acts, held."""
    refuse_keys_of_one(actor)
    return locks.held(User.objects.filter(pk=person(actor))).get()


def _mine(actor: Actor, view_id: int) -> SavedView:
    """A view of the actor's; somebody else's isn't there."""
    view = SavedView.objects.filter(pk=view_id, user=_owner(actor)).first()
    if view is None:
        raise NotVisible(_("There is no such view of yours."))
    return view


def _record(actor: Actor, kind: str, view: SavedView, now: datetime) -> None:
    """What a view is called and asks for is its owner's; the record keeps the hashes."""
    ledger.record(
        actor=actor,
        kind=kind,
        scope=None,
        subject=f"saved_view:{view.pk}",
        now=now,
        place=view.place,
        name_sha=canonical.sha256(view.name),
        query_sha=canonical.sha256(view.query),
    )
