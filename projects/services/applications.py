"""Applications that use the model: who owns them, how far they are, which version runs."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import inputs
from governance.actors import Actor
from governance.errors import StaleState
from governance.services import ledger
from projects import access
from projects.models import Application, ApplicationVersion
from projects.services import shapes
from projects.words import ApplicationStatus


def register(
    *, actor: Actor, use_case_id: int, key: str, title: str, owner_id: int, now: datetime
) -> Application:
    """Add an application; its owner is a member of the use case. Raises NotVisible, Denied,
    Invalid.
    """
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "application.manage", use_case, now=now)
        access.person(actor)
        errors: inputs.Errors = {}
        row = Application(scope=use_case.scope, use_case=use_case)
        row.key = inputs.slug(errors, "key", key, longest=80)
        _describe(errors, row, {"title": title, "owner_id": owner_id}, now)
        inputs.raise_if(errors)
        shapes.insert(row, "key")
        _record(actor, "application.registered", row, now)
        return row


def change(
    *,
    actor: Actor,
    application_id: int,
    title: str | None = None,
    owner_id: int | None = None,
    status: str | None = None,
    now: datetime,
) -> Application:
    """Give an application another title, owner or status (planned, built, live, ended); None
    leaves a field as it is. Raises NotVisible, Denied, Invalid.
    """
    given = {"title": title, "owner_id": owner_id, "status": status}
    given = {name: value for name, value in given.items() if value is not None}
    with transaction.atomic():
        row = _application(actor, application_id, "application.manage", now)
        errors: inputs.Errors = {}
        _describe(errors, row, given, now)
        if not given:
            errors["application"] = _("Nothing is given; name at least one field to change.")
        inputs.raise_if(errors)
        row.save()
        _record(actor, "application.changed", row, now, fields=sorted(given))
        return row


def deployed(
    *, actor: Actor, application_id: int, version: str, now: datetime
) -> ApplicationVersion:
    """Note that a version of the application was deployed, now. Raises NotVisible, Denied,
    Invalid, StaleState if this version was noted before.
    """
    with transaction.atomic():
        application = _application(actor, application_id, "application.manage", now)
        errors: inputs.Errors = {}
        version = inputs.text(errors, "version", version, longest=80)
        inputs.raise_if(errors)
        if application.versions.filter(version=version).exists():
            raise StaleState(
                _("%(application)s %(version)s was deployed before.")
                % {"application": application, "version": version}
            )
        row = ApplicationVersion.objects.create(
            scope=application.scope,
            application=application,
            version=version,
            deployed_at=now,
            deployed_by_id=access.person(actor),
        )
        _record(actor, "application.deployed", application, now, version=version)
        return row


def _application(actor: Actor, application_id: int, action: str, now: datetime) -> Application:
    rows = Application.objects.select_related("use_case__scope", "owner")
    row = access.one(rows, actor, application_id, now=now, lock=True)
    access.authorised(actor, action, row.use_case, now=now)
    return row


def _describe(
    errors: inputs.Errors, row: Application, given: dict[str, Any], now: datetime
) -> None:
    if "title" in given:
        row.title = inputs.text(errors, "title", given["title"], longest=200)
    if "status" in given:
        row.status = inputs.choice(errors, "status", given["status"], ApplicationStatus)
    if "owner_id" in given:
        owner = shapes.member(errors, "owner_id", given["owner_id"], row.scope, now)
        if owner:
            row.owner = owner


def _record(actor: Actor, kind: str, row: Application, now: datetime, **data: Any) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"application:{row.pk}",
        now=now,
        use_case=row.use_case_id,
        key=row.key,
        owner=row.owner.uuid,
        status=row.status,
        **data,
    )
