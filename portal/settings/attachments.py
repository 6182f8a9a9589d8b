"""How large and how many files may be attached at once, and how much a use case may hold of them."""

from portal.settings import environment

__all__ = ["ATTACHMENTS_AT_ONCE", "ATTACHMENTS_TOTAL_MIB", "ATTACHMENT_MIB"]

ATTACHMENT_MIB = environment.integer("PITWALL_ATTACHMENT_MIB", 10)
ATTACHMENTS_AT_ONCE = environment.integer("PITWALL_ATTACHMENTS_AT_ONCE", 5)
# A hundred files of the largest size; equal bytes count once (projects/room.py).
ATTACHMENTS_TOTAL_MIB = environment.integer("PITWALL_ATTACHMENTS_TOTAL_MIB", 1024)
