"""Input that is more than one value: lists of records, people, revisions."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from governance.errors import Invalid, StaleState
from governance.inputs import Errors
from governance.models import Membership, Scope, User

LARGEST_ID = 2**63 - 1


def records(
    errors: Errors,
    name: str,
    value: Any,
    *,
    keys: Collection[str],
    most: int,
) -> list[Mapping[str, Any]]:
    """A list of at most `most` mappings that have no other keys than `keys`; () where it isn't."""
    if not isinstance(value, (list, tuple)):
        errors[name] = _("This has to be a list; give [] for none.")
        return []
    if len(value) > most:
        errors[name] = _("This has %(value)s entries; give at most %(most)s.") % {
            "value": len(value),
            "most": most,
        }
        return []
    for position, item in enumerate(value):
        fault = _fault(item, keys)
        if fault:
            errors[f"{name}[{position}]"] = fault
    return [item if isinstance(item, Mapping) else {} for item in value]


def mapping(errors: Errors, name: str, value: Any, *, most: int) -> dict[str, Any]:
    """A mapping from text with at most `most` entries; {} where it isn't one."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        errors[name] = _("This has to map names to values; give {} for none.")
        return {}
    if len(value) > most:
        errors[name] = _("This has %(value)s entries; give at most %(most)s.") % {
            "value": len(value),
            "most": most,
        }
        return {}
    return dict(value)


def ids(errors: Errors, name: str, value: Any, rows: QuerySet) -> list[Any]:
    """The rows of a queryset with these ids, in the order given; every id has to be there."""
    if not isinstance(value, (list, tuple)):
        errors[name] = _("This has to be a list of numbers; give [] for none.")
        return []
    wanted = [one for one in value if _is_id(one)]
    found = rows.in_bulk(wanted)
    missing = [one for one in value if not _is_id(one) or one not in found]
    if missing:
        errors[name] = _("There is no %(missing)s here; choose among those on the page.") % {
            "missing": _listed(missing)
        }
    return [found[one] for one in dict.fromkeys(wanted) if one in found]


def person(errors: Errors, name: str, user_id: Any) -> User | None:
    """An active account."""
    found = None
    if _is_id(user_id):
        found = User.objects.filter(pk=user_id, is_active=True).first()
    if found is None:
        errors[name] = _("There is no such person; choose one with an account.")
    return found


def member(errors: Errors, name: str, user_id: Any, scope: Scope, now) -> User | None:
    """An active account that has a role in the use case."""
    found = person(errors, name, user_id)
    if found is None:
        return None
    if not Membership.objects.active(now).filter(scope=scope, user=found).exists():
        errors[name] = _(
            "%(found)s has no role in this use case; give one first, or choose a member."
        ) % {"found": found}
        return None
    return found


def next_number(rows: QuerySet, based_on: Any, what: str) -> int:
    """The number of the next revision, if `based_on` is the number of the newest.

    Raises StaleState if another revision came between, Invalid if `based_on` is no number.
    """
    if isinstance(based_on, bool) or not isinstance(based_on, int):
        raise Invalid(
            {
                "based_on": _(
                    "Give the number of the revision that you started from, 0 for the first."
                )
            }
        )
    newest = rows.order_by("-number").values_list("number", flat=True).first() or 0
    if based_on != newest:
        now_at = (
            _("is at revision %(newest)s now") % {"newest": newest}
            if newest
            else _("has no revision yet")
        )
        raise StaleState(
            _("The %(what)s %(now_at)s; you started from %(based_on)s.")
            % {"what": what, "now_at": now_at, "based_on": based_on},
            remedy=_("Look at what changed, and make your change there."),
        )
    return newest + 1


def insert(row: Model, name: str) -> None:
    """Save a new row; Invalid under `name` if another has the same value there, also one that
    came a moment ago.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        taken = getattr(row, name)
        raise Invalid(
            {name: _("“%(taken)s” is taken; choose another.") % {"taken": taken}}
        ) from None


def refuse_same(name: str, content: Any, before: Any) -> None:
    """Raise Invalid for a revision that says what the one before says."""
    if content == before:
        raise Invalid({name: _("Nothing is different from the revision before; change something.")})


def _is_id(value: Any) -> bool:
    """Whether a row may have this id: a number that its column holds."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID


def _fault(item: Any, keys: Collection[str]) -> str:
    if not isinstance(item, Mapping):
        return _("This has to have the fields %(keys)s.") % {"keys": ", ".join(keys)}
    unknown = sorted(str(key) for key in item if key not in keys)
    if unknown:
        return _("Unknown: %(unknown)s; known are %(keys)s.") % {
            "unknown": _listed(unknown),
            "keys": ", ".join(keys),
        }
    return ""


def _listed(values: Collection[Any]) -> str:
    shown = [f"“{str(value)[:60]}”" for value in list(values)[:5]]
    return ", ".join(shown) + (_(" and more") if len(values) > 5 else "")
