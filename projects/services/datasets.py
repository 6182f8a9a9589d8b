"""Dataset versions: taken in, hashed, checked against their plan, and handed out with care."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from governance import canonical, inputs, kept
from governance.actors import Actor
from governance.errors import Denied, Invalid, StaleState
from governance.services import ledger
from projects import access, datachecks, queries, store
from projects.datachecks import Inspection
from projects.models import DataPlan, DatasetVersion, Place
from projects.services import shapes
from projects.watches import NotTabular, Result
from projects.words import Part


@dataclass(frozen=True)
class Taken:
    """Data that was read and checked, and lies in the store for now; `others` are what it was
    compared with.
    """

    values: dict[str, Any]
    staged: store.Staged
    inspection: Inspection
    others: Sequence[DatasetVersion]


def register(
    *,
    actor: Actor,
    plan_id: int,
    part: str,
    label: str,
    file: Path | BinaryIO,
    place_id: int,
    parent_ids: Sequence[int] = (),
    now: datetime,
) -> DatasetVersion:
    """Keep a CSV (UTF-8, header, commas; gzipped or not) made by the use case's newest plan.

    The digest is of the CSV's text. A version that fails the plan's checks is registered as not
    passed, with the reasons; what isn't a table with the plan's target and key is refused. Call
    it outside a transaction: reading comes first, and nobody waits for it. Raises NotVisible,
    Denied, Invalid, StaleState.
    """
    with taken(
        actor=actor,
        plan_id=plan_id,
        part=part,
        label=label,
        file=file,
        place_id=place_id,
        parent_ids=parent_ids,
        now=now,
    ) as one:
        return register_taken(actor=actor, plan_id=plan_id, one=one, now=now)


@contextmanager
def taken(
    *,
    actor: Actor,
    plan_id: int,
    part: str,
    label: str,
    file: Path | BinaryIO,
    place_id: int,
    parent_ids: Sequence[int] = (),
    now: datetime,
) -> Iterator[Taken]:
    """What `register` does first, outside a transaction: the data read, checked, and kept for as
    long as this lasts. Raises as it does.
    """
    plan = _plan(actor, plan_id, now)
    values = _values(plan, part, label, place_id, parent_ids)
    try:
        with store.staged(plan.scope.key, file) as staged:
            others = queries.opposite_parts(plan, values["part"])
            inspection = _inspect(plan, staged.path, others, values["part"])
            yield Taken(values, staged, inspection, others)
    except (store.Unreadable, NotTabular) as fault:
        raise Invalid({"file": str(fault)}) from None


def register_taken(*, actor: Actor, plan_id: int, one: Taken, now: datetime) -> DatasetVersion:
    """What `register` does then. Raises NotVisible, Denied, Invalid, StaleState."""
    with transaction.atomic():
        plan = _plan(actor, plan_id, now, lock=True)
        _refuse_late(plan, one.values["part"], one.staged.sha256, one.others)
        row = _write(actor, plan, one.values, one.staged, one.inspection, now)
        store.keep(plan.scope.key, one.staged)
        return row


def open_file(*, actor: Actor, dataset_id: int, now: datetime) -> BinaryIO:
    """The CSV of a version that isn't held out, for members who work with data.

    The caller closes it. Raises NotVisible, and Denied for held-out data too.
    """
    row = _dataset(actor, dataset_id, now)
    access.authorised(actor, "data.read", row.plan.use_case, now=now)
    if row.part == Part.HELD_OUT:
        raise Denied(
            _("Held-out data measures models, so those who train don't see it."),
            who_can=_("data engineer or governance officer"),
        )
    return store.path(row.scope.key, row.sha256).open("rb")


def open_held_out(*, actor: Actor, dataset_id: int, now: datetime) -> BinaryIO:
    """The CSV of a held-out version, for a data engineer or an officer; the record says so.

    The caller closes it. Raises NotVisible, Denied, Invalid for another part.
    """
    with transaction.atomic():
        row = _dataset(actor, dataset_id, now)
        access.authorised(actor, "held_out.read", row.plan.use_case, now=now)
        if row.part != Part.HELD_OUT:
            raise Invalid(
                {"dataset_id": _("%(row)s isn't held out; open it as it is.") % {"row": row}}
            )
        ledger.record(
            actor=actor,
            kind="held_out.opened",
            scope=row.scope,
            subject=f"dataset:{row.pk}",
            now=now,
            sha256=row.sha256,
        )
        return store.path(row.scope.key, row.sha256).open("rb")


def _dataset(actor: Actor, dataset_id: int, now: datetime) -> DatasetVersion:
    rows = DatasetVersion.objects.select_related("plan__use_case__scope")
    return access.one(rows, actor, dataset_id, now=now)


def _plan(actor: Actor, plan_id: int, now: datetime, *, lock: bool = False) -> DataPlan:
    """The plan, if this actor may register what it made and it is the newest."""
    rows = DataPlan.objects.select_related("use_case__scope")
    plan = access.one(rows, actor, plan_id, now=now, lock=lock)
    access.authorised(actor, "dataset.register", plan.use_case, now=now)
    access.person(actor)
    newest = plan.use_case.data_plans.order_by("-number").values_list("number", flat=True)[0]
    if newest != plan.number:
        raise StaleState(
            _("Data plan %(plan)s was followed by %(newest)s.")
            % {"plan": plan.number, "newest": newest},
            remedy=_("Make the data by the newest plan and register it there."),
        )
    return plan


def _values(plan: DataPlan, part, label, place_id, parent_ids) -> dict[str, Any]:
    errors: inputs.Errors = {}
    siblings = DatasetVersion.objects.filter(plan__use_case=plan.use_case)
    values = {
        "part": inputs.choice(errors, "part", part, Part),
        "label": inputs.text(errors, "label", label, longest=120),
        "place": shapes.ids(errors, "place_id", [place_id], Place.objects.all()),
        "parents": shapes.ids(errors, "parent_ids", parent_ids, siblings),
    }
    inputs.raise_if(errors)
    return values


def _inspect(plan: DataPlan, path: Path, others: Sequence[DatasetVersion], part: str) -> Inspection:
    """The plan's checks, and that training and held-out rows are different ones.

    Whoever writes a plan reads what its checks say: of held-out data no cell is quoted.
    """
    inspection = datachecks.inspect(
        path,
        target=plan.target_column,
        key=plan.key_column,
        checks=canonical.loads(plan.checks),
        quotes=part != Part.HELD_OUT,
    )
    if not plan.key_column:
        return inspection
    apart = [_apart(plan, other, inspection) for other in others]
    results = (*inspection.results, *apart)
    return Inspection(inspection.rows, inspection.columns, results, inspection.keys)


def _apart(plan: DataPlan, other: DatasetVersion, inspection: Inspection) -> Result:
    """Kept with the version and frozen with reviews: said as it is written, to everybody."""
    path = store.path(plan.scope.key, other.sha256)
    named = kept.name(other)
    shared = datachecks.shared_keys(path, plan.key_column, inspection.keys)
    reason = f"No row is in {named} as well."
    if shared:
        reason = (
            f"{shared:,} rows are in {named} as well; a model would be measured on what it learned."
        )
    return Result(
        f"apart:{other.pk}",
        f"Shares no row with {named}",
        not shared,
        reason,
    )


def _refuse_late(plan: DataPlan, part: str, sha256: str, others: Sequence[DatasetVersion]) -> None:
    """What came between reading and writing: the same data, or data it wasn't compared with."""
    twin = plan.versions.filter(part=part, sha256=sha256).first()
    if twin:
        raise Invalid(
            {
                "file": _("This data is registered already, as %(twin)s; use that version.")
                % {"twin": twin}
            }
        )
    seen = next((other for other in others if other.sha256 == sha256), None)
    if seen:
        raise Invalid(
            {
                "file": _(
                    "This is %(seen)s, byte by byte; no data both trains a model and measures it."
                )
                % {"seen": seen}
            }
        )
    if queries.opposite_parts(plan, part) != others:
        raise StaleState(_("Another dataset version came between; register this one again."))


def _write(
    actor: Actor,
    plan: DataPlan,
    values: dict[str, Any],
    staged: store.Staged,
    inspection: Inspection,
    now: datetime,
) -> DatasetVersion:
    row = DatasetVersion.objects.create(
        scope=plan.scope,
        plan=plan,
        part=values["part"],
        label=values["label"],
        sha256=staged.sha256,
        rows=inspection.rows,
        columns=canonical.dumps(inspection.columns),
        check_results=canonical.dumps([vars(one) for one in inspection.results]),
        passed=inspection.passed,
        place=values["place"][0],
        size_bytes=staged.size,
        registered_by_id=access.person(actor),
        registered_at=now,
    )
    row.parents.set(values["parents"])
    ledger.record(
        actor=actor,
        kind="dataset.registered",
        scope=row.scope,
        subject=f"dataset:{row.pk}",
        now=now,
        plan=plan.pk,
        part=row.part,
        sha256=row.sha256,
        rows=row.rows,
        passed=row.passed,
        parents=sorted(parent.sha256 for parent in values["parents"]),
    )
    return row
