"""Environments that IT offers: every change is a new revision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs, locks
from governance.access import authorise
from governance.actors import Actor
from governance.inputs import Errors
from governance.services import ledger
from projects import access, contents, frameworks, interpreters
from projects.models import Environment, EnvironmentRevision, Framework, Place
from projects.services import shapes

MOST_FRAMEWORKS = 500


def revise(
    *,
    actor: Actor,
    key: str,
    title: str,
    place_id: int,
    cpu_cores: int,
    memory_gib: int,
    accelerators: int = 0,
    accelerator_kind: str = "",
    frameworks: Mapping[str, str],
    service_level: str = "",
    interpreter: str = "",
    based_on: int = 0,
    now: datetime,
) -> EnvironmentRevision:
    """The next revision of the environment `key`; with based_on=0 a new environment.

    `frameworks` map names to versions (PEP 440). `interpreter` is the absolute path of a Python
    on this host; empty means the portal's own. An environment never moves to another place.
    Raises Denied, Invalid, StaleState.
    """
    numbers = {
        "cpu_cores": (cpu_cores, 1),
        "memory_gib": (memory_gib, 1),
        "accelerators": (accelerators, 0),
    }
    texts = {
        "accelerator_kind": (accelerator_kind, 80),
        "service_level": (service_level, 200),
        "interpreter": (interpreter, 400),
    }
    authorise(actor, "environment.revise", None, now=now)
    errors: Errors = {}
    row = EnvironmentRevision(author_id=access.person(actor), created_at=now)
    for name, (value, lowest) in numbers.items():
        setattr(row, name, inputs.integer(errors, name, value, lowest=lowest))
    for name, (said, longest) in texts.items():
        setattr(row, name, inputs.text(errors, name, said, longest=longest, required=False))
    _interpreter(errors, row)
    wanted = _frameworks(errors, frameworks)
    with transaction.atomic():
        authorise(actor, "environment.revise", None, now=now)
        title = inputs.text(errors, "title", title, longest=200)
        environment = _environment(errors, key, title, place_id)
        inputs.raise_if(errors)
        _write(row, environment, title, wanted, based_on)
        _record(actor, row, now)
        return row


def _interpreter(errors: Errors, row: EnvironmentRevision) -> None:
    """Asked before the transaction, because it starts a process."""
    fault = interpreters.fault(row.interpreter) if row.interpreter else ""
    if fault:
        errors["interpreter"] = fault


def _frameworks(errors: Errors, value: Any) -> list[Framework]:
    given = shapes.mapping(errors, "frameworks", value, most=MOST_FRAMEWORKS)
    rows = {}
    for name, version in given.items():
        at = f"frameworks.{name[:60]}"
        clean_name = frameworks.name(name)
        clean_version = frameworks.version(version) if isinstance(version, str) else None
        if clean_name is None:
            errors[at] = _("“%(name)s” is no package's name; write it as pip does.") % {
                "name": name[:60]
            }
        elif clean_version is None:
            errors[at] = _("“%(version)s” is no version; write one such as 2.4.1.") % {
                "version": str(version)[:40]
            }
        elif clean_name in rows:
            errors[at] = _("%(clean_name)s is there twice; give it once.") % {
                "clean_name": clean_name
            }
        else:
            rows[clean_name] = Framework(name=clean_name, version=clean_version)
    return list(rows.values())


def _environment(errors: Errors, key: str, title: str, place_id: int) -> Environment:
    """The environment with this key, held, or a new one that isn't saved."""
    key = inputs.slug(errors, "key", key, longest=80)
    places = shapes.ids(errors, "place_id", [place_id], Place.objects.all())
    found = locks.held(Environment.objects.filter(key=key)).first()
    if found is None:
        return Environment(key=key, title=title, place=places[0] if places else None)
    if places and found.place_id != places[0].pk:
        errors["place_id"] = _(
            "%(found)s is in %(place)s and doesn't move, because approvals were "
            "given to it there; register another environment."
        ) % {"found": found, "place": found.place.title}
    return found


def _write(
    row: EnvironmentRevision,
    environment: Environment,
    title: str,
    wanted: list[Framework],
    based_on: int,
) -> None:
    revisions = EnvironmentRevision.objects.filter(environment__key=environment.key)
    row.number = shapes.next_number(
        revisions, based_on, _("environment %(environment)s") % {"environment": environment.key}
    )
    before = revisions.filter(number=based_on).first()
    content_before = (environment.title, contents.environment(before)) if before else None
    environment.title = title
    if environment.pk:
        environment.save()
    else:
        shapes.insert(environment, "key")
    row.environment = environment
    row.save(force_insert=True)
    for framework in wanted:
        framework.revision = row
    Framework.objects.bulk_create(wanted)
    content = contents.environment(row)
    shapes.refuse_same("environment", (title, content), content_before)
    row.content_hash = contents.meaning(content)
    row.save(update_fields=["content_hash"])


def _record(actor: Actor, row: EnvironmentRevision, now: datetime) -> None:
    ledger.record(
        actor=actor,
        kind="environment.revised",
        scope=None,
        subject=f"environment:{row.environment_id}",
        now=now,
        key=row.environment.key,
        number=row.number,
        content_hash=row.content_hash,
        place=row.environment.place.code,
    )
