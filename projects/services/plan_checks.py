"""The checks that a data plan may ask for: their shapes, and what is wrong with others."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance import canonical, inputs
from governance.inputs import Errors
from projects.services import shapes

LONGEST_NAME = 80
MOST_CHECKS = 50
MOST_NAMES = 1000

Spec = dict[str, Any]


def parse(errors: Errors, value: Any) -> list[Spec]:
    """The checks in canonical shape; faults go under checks[i].field."""
    known = ("check", *sorted({name for _, fields in _SHAPES.values() for name in fields}))
    records = shapes.records(errors, "checks", value, keys=known, most=MOST_CHECKS)
    return [_check(errors, f"checks[{position}]", item) for position, item in enumerate(records)]


def _check(errors: Errors, at: str, item: Mapping[str, Any]) -> Spec:
    if at in errors:
        return {}
    kind = inputs.choice(errors, f"{at}.check", item.get("check"), sorted(_SHAPES))
    if not kind:
        return {}
    build, fields = _SHAPES[kind]
    extra = sorted(set(item) - {"check", *fields})
    if extra:
        errors[at] = _("The check %(kind)s takes %(fields)s; take out %(extra)s.") % {
            "kind": kind,
            "fields": ", ".join(fields),
            "extra": ", ".join(extra),
        }
    return {"check": kind, **build(errors, at, item)}


def _columns(errors: Errors, at: str, item: Mapping[str, Any]) -> Spec:
    return {"columns": _names(errors, f"{at}.columns", item.get("columns"))}


def _rows(errors: Errors, at: str, item: Mapping[str, Any]) -> Spec:
    return {"rows": inputs.integer(errors, f"{at}.rows", item.get("rows"), lowest=1)}


def _column(errors: Errors, at: str, item: Mapping[str, Any]) -> Spec:
    return {"column": inputs.text(errors, f"{at}.column", item.get("column"), longest=LONGEST_NAME)}


def _values(errors: Errors, at: str, item: Mapping[str, Any]) -> Spec:
    values = _names(errors, f"{at}.values", item.get("values"))
    return {**_column(errors, at, item), "values": values}


def _share(errors: Errors, at: str, item: Mapping[str, Any]) -> Spec:
    share = inputs.decimal_(errors, f"{at}.share", item.get("share", "0"), lowest=0, highest=1)
    return {**_column(errors, at, item), "share": _text(share)}


def _range(errors: Errors, at: str, item: Mapping[str, Any]) -> Spec:
    low = inputs.decimal_(errors, f"{at}.low", item.get("low"))
    high = inputs.decimal_(errors, f"{at}.high", item.get("high"))
    if low is not None and high is not None and low > high:
        errors[f"{at}.high"] = _("“%(high)s” is less than low, “%(low)s”; swap them.") % {
            "high": _text(high),
            "low": _text(low),
        }
    return {**_column(errors, at, item), "low": _text(low), "high": _text(high)}


_SHAPES: dict[str, tuple[Callable[[Errors, str, Mapping[str, Any]], Spec], tuple[str, ...]]] = {
    "columns": (_columns, ("columns",)),
    "min_rows": (_rows, ("rows",)),
    "unique": (_column, ("column",)),
    "values": (_values, ("column", "values")),
    "not_empty": (_share, ("column", "share")),
    "range": (_range, ("column", "low", "high")),
}


def _names(errors: Errors, name: str, value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)) or not value or len(value) > MOST_NAMES:
        errors[name] = _("This has to be a list of 1 to %(most_names)s texts.") % {
            "most_names": MOST_NAMES
        }
        return []
    return [inputs.text(errors, name, one, longest=LONGEST_NAME) for one in value]


def _text(number: Decimal | None) -> str:
    return "" if number is None else canonical.decimal_text(number)
