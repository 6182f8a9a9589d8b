"""A data scientist asks IT for a framework in an environment; IT answers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.actors import Actor
from governance.errors import StaleState
from governance.inputs import Errors
from governance.services import ledger
from projects import access, frameworks
from projects.models import Environment, FrameworkRequest
from projects.words import RequestState

LONGEST = 2000


def ask(
    *,
    actor: Actor,
    use_case_id: int,
    environment_id: int,
    name: str,
    specifier: str,
    reason: str = "",
    now: datetime,
) -> FrameworkRequest:
    """Ask IT for a framework, such as torch >=2.4, in an environment.

    Raises NotVisible, Denied, Invalid, StaleState while the same request waits.
    """
    with transaction.atomic():
        use_case = access.use_case(actor, use_case_id, now=now, lock=True)
        access.authorised(actor, "framework.ask", use_case, now=now)
        environment = access.catalogued(Environment.objects.all(), environment_id)
        errors: Errors = {}
        values = {
            "name": package(errors, "name", name),
            "specifier": wanted(errors, "specifier", specifier),
            "reason": inputs.text(
                errors, "reason", reason, longest=LONGEST, required=False, multiline=True
            ),
        }
        inputs.raise_if(errors)
        same = FrameworkRequest.objects.filter(
            scope=use_case.scope,
            environment=environment,
            name=values["name"],
            specifier=values["specifier"],
            state=RequestState.ASKED,
        )
        if same.exists():
            raise StaleState(_("This is asked for already and waits for IT."))
        row = FrameworkRequest.objects.create(
            scope=use_case.scope,
            environment=environment,
            asked_by_id=access.person(actor),
            asked_at=now,
            **values,
        )
        _record(actor, "framework.asked", row, now, row.reason)
        return row


def answer(
    *, actor: Actor, request_id: int, agreed: bool, answer: str, now: datetime
) -> FrameworkRequest:
    """Agree or decline, and say what will be done or why not. What IT then installs comes as a
    new revision of the environment. Raises NotVisible, Denied, Invalid, StaleState.
    """
    with transaction.atomic():
        rows = FrameworkRequest.objects.select_related("environment")
        row = access.one(rows, actor, request_id, now=now, lock=True)
        access.authorised(actor, "framework.answer", access.use_case_of(row.scope), now=now)
        if row.state != RequestState.ASKED:
            raise StaleState(_("This is %(state)s already.") % {"state": row.get_state_display()})
        errors: Errors = {}
        row.answer = inputs.text(errors, "answer", answer, longest=LONGEST, multiline=True)
        yes = inputs.flag(errors, "agreed", agreed)
        inputs.raise_if(errors)
        row.state = RequestState.AGREED if yes else RequestState.DECLINED
        row.answered_by_id, row.answered_at = access.person(actor), now
        row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        _record(actor, "framework.answered", row, now, row.answer)
        return row


def package(errors: Errors, at: str, value: object) -> str:
    """A package's canonical name."""
    name = inputs.text(errors, at, value, longest=80)
    clean = frameworks.name(name) if name else ""
    if clean is None:
        errors.setdefault(
            at, _("“%(name)s” is no package's name; write it as pip does.") % {"name": name}
        )
    return clean or ""


def wanted(errors: Errors, at: str, value: object) -> str:
    """A version specifier in its normal form."""
    specifier = inputs.text(errors, at, value, longest=80)
    clean = frameworks.specifier(specifier) if specifier else ""
    if clean is None:
        errors.setdefault(at, f"“{specifier}” is no version specifier; write one such as >=2.4,<3.")
    return clean or ""


def _record(actor: Actor, kind: str, row: FrameworkRequest, now: datetime, said: str) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"framework_request:{row.pk}",
        now=now,
        environment=row.environment.key,
        name=row.name,
        specifier=row.specifier,
        state=row.state,
        said_sha=canonical.sha256(said),
    )
