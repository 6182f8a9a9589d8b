"""What waits for somebody, why, since when and until when; the next act one click away."""

from portal.pages.waits.gathering import count, here, of, some
from portal.pages.waits.reader import Reader
from portal.pages.waits.types import Wait

__all__ = ["Reader", "Wait", "count", "here", "of", "some"]
