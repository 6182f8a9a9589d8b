"""Contracts: what an application sends to the model and expects back, and how that was tried."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.actors import Actor
from governance.inputs import Errors
from governance.services import ledger
from projects import access, contents
from projects.models import Application, ContractRevision, DataSource
from projects.services import shapes
from projects.words import ColumnType, SmokeResult

MOST_COLUMNS = 2000
MOST_ROWS = 100
FIELDS = ("name", "type")


def revise(
    *,
    actor: Actor,
    application_id: int,
    inputs_: Sequence[Mapping[str, str]],
    outputs: Sequence[Mapping[str, str]],
    operational_source_id: int | None = None,
    smoke_request: Sequence[Mapping[str, Any]] = (),
    based_on: int,
    now: datetime,
) -> ContractRevision:
    """The next revision of an application's contract.

    `inputs_` and `outputs` are columns with name and type (words.ColumnType); `smoke_request` is
    rows to score, each with a value for every input. Raises NotVisible, Denied, Invalid,
    StaleState.
    """
    with transaction.atomic():
        rows = Application.objects.select_related("use_case__scope")
        application = access.one(rows, actor, application_id, now=now, lock=True)
        access.authorised(actor, "contract.revise", application.use_case, now=now)
        number = shapes.next_number(application.contracts.all(), based_on, "contract")
        before = application.contracts.filter(number=based_on).first()
        errors: Errors = {}
        columns = _columns(errors, "inputs", inputs_)
        row = ContractRevision(
            scope=application.scope,
            application=application,
            number=number,
            inputs=canonical.dumps(columns),
            outputs=canonical.dumps(_columns(errors, "outputs", outputs)),
            smoke_request=canonical.dumps(_requests(errors, smoke_request, columns)),
            operational_source=_source(errors, operational_source_id),
            author_id=access.person(actor),
            created_at=now,
        )
        inputs.raise_if(errors)
        content = contents.contract(row)
        shapes.refuse_same("contract", content, contents.contract(before) if before else None)
        row.content_hash = contents.meaning(content)
        row.save(force_insert=True)
        _record(actor, "contract.revised", row, now, number=number, content_hash=row.content_hash)
        return row


def report_smoke(
    *,
    actor: Actor,
    contract_id: int,
    passed: bool,
    detail: str,
    version: str,
    now: datetime,
) -> ContractRevision:
    """Note what the smoke test of a contract said, and with which model version (model/3).

    Pitwall's own parts may report too. Raises NotVisible, Denied, Invalid.
    """
    with transaction.atomic():
        rows = ContractRevision.objects.select_related("application__use_case__scope")
        row = access.one(rows, actor, contract_id, now=now, lock=True)
        access.authorised(actor, "smoke.run", row.application.use_case, now=now)
        errors: Errors = {}
        ok = inputs.flag(errors, "passed", passed)
        row.smoke_detail = inputs.text(errors, "detail", detail, longest=4000, multiline=True)
        row.smoke_version = inputs.text(errors, "version", version, longest=120)
        inputs.raise_if(errors)
        row.smoke_result = SmokeResult.PASSED if ok else SmokeResult.FAILED
        row.smoke_at = now
        row.save(update_fields=["smoke_result", "smoke_detail", "smoke_version", "smoke_at"])
        _record(
            actor,
            "smoke.reported",
            row,
            now,
            result=row.smoke_result,
            version=row.smoke_version,
            detail_sha=canonical.sha256(row.smoke_detail),
        )
        return row


def _columns(errors: Errors, at: str, value: Any) -> list[dict[str, str]]:
    records = shapes.records(errors, at, value, keys=FIELDS, most=MOST_COLUMNS)
    columns = [
        {
            "name": inputs.text(errors, f"{at}[{n}].name", item.get("name"), longest=200),
            "type": inputs.choice(errors, f"{at}[{n}].type", item.get("type"), ColumnType),
        }
        for n, item in enumerate(records)
    ]
    names = [column["name"] for column in columns]
    twice = next((name for name in names if names.count(name) > 1), "")
    if not columns:
        errors.setdefault(at, _("There is no column; name at least one."))
    elif twice:
        errors.setdefault(
            at, _("“%(twice)s” is there twice; name each column once.") % {"twice": twice}
        )
    return columns


def _requests(errors: Errors, value: Any, columns: Sequence[Mapping[str, str]]) -> list[dict]:
    names = [column["name"] for column in columns]
    rows = shapes.records(errors, "smoke_request", value, keys=names, most=MOST_ROWS)
    return [_request(errors, f"smoke_request[{n}]", row, names) for n, row in enumerate(rows)]


def _request(errors: Errors, at: str, row: Mapping[str, Any], names: list[str]) -> dict:
    missing = [name for name in names if name not in row]
    if missing:
        errors.setdefault(
            at,
            _("There is no value for %(missing)s; give one.")
            % {"missing": ", ".join(missing[:10])},
        )
    return {name: _cell(errors, f"{at}.{name}", value) for name, value in row.items()}


def _cell(errors: Errors, at: str, value: Any) -> Any:
    """Numbers with a fraction become decimal text; scoring turns them back by the input's type."""
    if isinstance(value, float):
        value = Decimal(repr(value))
        if not value.is_finite():
            errors[at] = _("“%(value)s” is no finite number; write one.") % {"value": value}
            return None
    if isinstance(value, (list, tuple, dict)):
        errors[at] = _("This has to be one value; give text, a number, true, false or null.")
        return None
    return inputs.json_(errors, at, value)


def _source(errors: Errors, source_id: int | None) -> DataSource | None:
    if source_id is None:
        return None
    found = shapes.ids(errors, "operational_source_id", [source_id], DataSource.objects.all())
    return found[0] if found else None


def _record(actor: Actor, kind: str, row: ContractRevision, now: datetime, **data: Any) -> None:
    ledger.record(
        actor=actor,
        kind=kind,
        scope=row.scope,
        subject=f"contract:{row.pk}",
        now=now,
        application=row.application_id,
        **data,
    )
