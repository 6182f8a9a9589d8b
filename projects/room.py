"""The room that attachments take: each use case has so many bytes, and each file counts once.

Equal bytes are kept once in a use case, whatever they are called and however often they are
attached; so they count once, and attaching them again takes no room. Erased files don't count.
"""

import math
from collections.abc import Mapping

from django.conf import settings
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from governance.errors import Invalid
from projects.models import Attachment

MIB = 1024 * 1024


def whole() -> int:
    """How many bytes a use case's attachments may take in all."""
    return settings.ATTACHMENTS_TOTAL_MIB * MIB


def used(scope_id: int) -> int:
    """How many bytes they take now."""
    rows = Attachment.objects.filter(scope=scope_id, erased_at=None).order_by()
    once = rows.values("sha256").annotate(bytes=Max("size"))
    return once.aggregate(all=Sum("bytes"))["all"] or 0


def check(scope_id: int, sizes: Mapping[str, int]) -> None:
    """Whether these bytes (SHA-256 → size) fit beside what is there; whoever asks holds the scope.

    Raises Invalid, with what is left and what to do.
    """
    there = Attachment.objects.filter(scope=scope_id, erased_at=None, sha256__in=sizes)
    known = set(there.values_list("sha256", flat=True))
    more = sum(size for sha256, size in sizes.items() if sha256 not in known)
    left = max(0, whole() - used(scope_id))
    if more > left:
        raise Invalid(
            {
                "files": _(
                    "They take %(more)s MiB, and of the %(whole)s MiB that a use case has for files "
                    "%(left)s MiB are left. Attach less, link to what is large, or erase files that "
                    "nobody needs; an administrator can set PITWALL_ATTACHMENTS_TOTAL_MIB higher."
                )
                % {
                    "more": f"{math.ceil(10 * more / MIB) / 10:g}",
                    "whole": whole() // MIB,
                    "left": f"{math.floor(10 * left / MIB) / 10:g}",
                }
            }
        )
