"""What waits for somebody, why, since when and until when; the next act one click away."""

from portal.pages.waits.gathering import of
from portal.pages.waits.types import Wait

__all__ = ["Wait", "of"]
