"""How much of a batch is looked at together, and how many of its faults are told."""

from django.conf import settings
from django.utils.translation import gettext as _

from governance.errors import Invalid

# Rows that are written together; memory holds no more of them.
PART = 10_000
MOST_FAULTS = 20
# Bytes of one line, or of one cell: far more than a row of features has.
LONGEST = 2**20


def too_many() -> Invalid:
    """What is said of a batch with more rows than INTAKE_ROWS."""
    most = f"{settings.INTAKE_ROWS:,}"
    return Invalid(
        {"rows": _("There are more than %(most)s; send several batches.") % {"most": most}}
    )
