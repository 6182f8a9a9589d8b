"""Targets: where versions can serve, each with the registry alias that a release executes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs
from governance.access import authorise
from governance.actors import Actor
from governance.services import ledger
from projects.models import Place
from workflows.models import Target
from workflows.words import Driver


def add(
    *,
    actor: Actor,
    key: str,
    title: str,
    place_id: int,
    driver: str = "local",
    alias: str = "champion",
    now: datetime,
) -> Target:
    """Add a target in a place; raises Denied and Invalid, for a key that is taken too."""
    errors: dict[str, str] = {}
    key = inputs.slug(errors, "key", key, longest=60)
    title = inputs.text(errors, "title", title, longest=200)
    alias = inputs.text(errors, "alias", alias, longest=60)
    driver = inputs.choice(errors, "driver", driver, Driver)
    if not Place.objects.filter(pk=place_id).exists():
        errors["place_id"] = _("There is no place %(place_id)s; choose one from the list.") % {
            "place_id": place_id
        }
    if key and Target.objects.filter(key=key).exists():
        errors["key"] = _("There is a target %(key)s already; choose another key.") % {
            "key": repr(key)
        }
    inputs.raise_if(errors)
    with transaction.atomic():
        authorise(actor, "target.add", None, now=now)
        target = Target.objects.create(
            key=key, title=title, place_id=place_id, driver=driver, alias=alias
        )
        ledger.record(
            actor=actor,
            kind="target.added",
            scope=None,
            subject=f"target:{target.pk}",
            now=now,
            key=key,
            driver=driver,
            alias=alias,
        )
        return target
