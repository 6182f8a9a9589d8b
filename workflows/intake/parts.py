"""A batch a part at a time, so that memory doesn't grow with it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from governance import inputs
from governance.errors import Invalid
from workflows.intake.body import Body
from workflows.intake.limits import MOST_FAULTS, PART, too_many

Cells = TypeVar("Cells", bound=tuple[Any, ...])
Check = Callable[[inputs.Errors, str, object], Cells]


def parts(body: Body, columns: Sequence[str], check: Check[Cells]) -> Iterator[list[Cells]]:
    """Parts of rows without a fault; at the end Invalid names what is wrong, twenty places at most.

    After the first fault nothing more is given: the batch will be left out whole.
    """
    errors: inputs.Errors = {}
    part: list[Cells] = []
    number = 0
    for number, (where, item) in enumerate(body.read(columns, errors), start=1):
        if number > settings.INTAKE_ROWS:
            raise too_many()
        part.append(check(errors, where, item))
        if len(errors) >= MOST_FAULTS:
            break
        if len(part) == PART:
            if not errors:
                yield part
            part = []
    inputs.raise_if(errors)
    if number == 0:
        raise Invalid({"rows": _("There is no row; send one at least.")})
    if part:
        yield part
