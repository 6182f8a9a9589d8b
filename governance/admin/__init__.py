"""The consoles of officers, auditors and administrators: read-only, with acts that call services."""

from governance.admin import channels, people, policies, record, rules
from governance.admin.site import site

__all__ = ["channels", "people", "policies", "record", "rules", "site"]
