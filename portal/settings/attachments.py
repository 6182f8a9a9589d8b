"""How large and how many files may be attached at once."""

from portal.settings import environment

__all__ = ["ATTACHMENTS_AT_ONCE", "ATTACHMENT_MIB"]

ATTACHMENT_MIB = environment.integer("PITWALL_ATTACHMENT_MIB", 10)
ATTACHMENTS_AT_ONCE = environment.integer("PITWALL_ATTACHMENTS_AT_ONCE", 5)
