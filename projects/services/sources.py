"""The catalogue of data sources: registered by data engineers, described by their owners."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs, locks
from governance.access import authorise, refuse_keys_of_one
from governance.actors import Actor
from governance.errors import Denied
from governance.services import ledger
from projects import access
from projects.models import DataSource, Place
from projects.services import shapes
from projects.words import Classification

MOST_ROWS = 2**53 - 1


def register(
    *,
    actor: Actor,
    key: str,
    title: str,
    system: str,
    place_id: int,
    owner_id: int,
    classification: str,
    volume: int | None = None,
    description: str = "",
    reached_by: str = "",
    now: datetime,
) -> DataSource:
    """Add a source; `volume` counts rows. Its place never changes: what moves is another source,
    so that no approval outlives a move. Raises Denied, Invalid.
    """
    given = {
        "title": title,
        "owner_id": owner_id,
        "classification": classification,
        "volume": volume,
        "description": description,
        "reached_by": reached_by,
    }
    with transaction.atomic():
        authorise(actor, "source.register", None, now=now)
        errors: inputs.Errors = {}
        source = DataSource(registered_by_id=access.person(actor), registered_at=now)
        source.key = inputs.slug(errors, "key", key, longest=80)
        source.system = inputs.text(errors, "system", system, longest=120)
        _place(errors, source, place_id)
        _describe(errors, source, given)
        inputs.raise_if(errors)
        shapes.insert(source, "key")
        _record(actor, "source.registered", source, now, place=source.place.code)
        return source


def change(
    *,
    actor: Actor,
    source_id: int,
    title: str | None = None,
    description: str | None = None,
    volume: int | None = None,
    classification: str | None = None,
    owner_id: int | None = None,
    reached_by: str | None = None,
    now: datetime,
) -> DataSource:
    """Describe a source anew, or hand it to another owner: only its owner can. None leaves a
    field as it is. Raises NotVisible, Denied, Invalid.
    """
    given = {
        "title": title,
        "description": description,
        "volume": volume,
        "classification": classification,
        "owner_id": owner_id,
        "reached_by": reached_by,
    }
    given = {name: value for name, value in given.items() if value is not None}
    with transaction.atomic():
        refuse_keys_of_one(actor)
        source = access.catalogued(locks.held(DataSource.objects.all()), source_id)
        if source.owner_id != access.person(actor):
            raise Denied(_("Only its owner changes a source."), who_can=source.owner.label)
        errors: inputs.Errors = {}
        _describe(errors, source, given)
        if not given:
            errors["source"] = _("Nothing is given; name at least one field to change.")
        inputs.raise_if(errors)
        source.save()
        _record(actor, "source.changed", source, now, fields=sorted(given))
        return source


def _place(errors: inputs.Errors, source: DataSource, place_id: Any) -> None:
    found = shapes.ids(errors, "place_id", [place_id], Place.objects.all())
    if found:
        source.place = found[0]


def _describe(errors: inputs.Errors, source: DataSource, given: dict[str, Any]) -> None:
    """Put the fields that are given into the row."""
    if "title" in given:
        source.title = inputs.text(errors, "title", given["title"], longest=200)
    if "description" in given:
        source.description = inputs.text(
            errors,
            "description",
            given["description"],
            longest=4000,
            required=False,
            multiline=True,
        )
    if "reached_by" in given:
        source.reached_by = inputs.text(
            errors, "reached_by", given["reached_by"], longest=200, required=False
        )
    if "volume" in given:
        source.volume = inputs.integer(
            errors, "volume", given["volume"], highest=MOST_ROWS, required=False
        )
    if "classification" in given:
        source.classification = inputs.choice(
            errors, "classification", given["classification"], Classification
        )
    if "owner_id" in given:
        owner = shapes.person(errors, "owner_id", given["owner_id"])
        if owner:
            source.owner = owner


def _record(actor: Actor, kind: str, source: DataSource, now: datetime, **data: Any) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=None,
        subject=f"source:{source.pk}",
        now=now,
        key=source.key,
        owner=source.owner.uuid,
        classification=source.classification,
        **data,
    )
