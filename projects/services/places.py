"""The catalogue of places."""

from datetime import datetime

from django.db import transaction

from governance import inputs
from governance.access import authorise
from governance.actors import Actor
from governance.services import ledger
from projects.models import Place
from projects.services import shapes
from projects.words import PlaceKind


def add(
    *, actor: Actor, code: str, title: str, kind: str, region: str = "", now: datetime
) -> Place:
    """A place in which data, environments and targets may lie. It never changes kind or region,
    because approvals were given to what lies there. Raises Denied, Invalid.
    """
    with transaction.atomic():
        authorise(actor, "place.add", None, now=now)
        errors: inputs.Errors = {}
        values = {
            "code": inputs.slug(errors, "code", code, longest=60),
            "title": inputs.text(errors, "title", title, longest=200),
            "kind": inputs.choice(errors, "kind", kind, PlaceKind),
            "region": inputs.text(errors, "region", region, longest=80, required=False),
        }
        inputs.raise_if(errors)
        place = Place(**values)
        shapes.insert(place, "code")
        ledger.record(
            actor=actor,
            kind="place.added",
            scope=None,
            subject=f"place:{place.pk}",
            now=now,
            code=place.code,
            place_kind=place.kind,
            region=place.region,
        )
        return place
