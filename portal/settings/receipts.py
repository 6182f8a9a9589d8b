"""How long what is handed out may be believed or fetched."""

from portal.settings import environment

__all__ = ["CLEARANCE_MINUTES", "EXPORT_HOURS"]

# A pipeline asks right before it deploys, so a clearance needn't outlive the step after it.
CLEARANCE_MINUTES = environment.integer("PITWALL_CLEARANCE_MINUTES", 15)
EXPORT_HOURS = environment.integer("PITWALL_EXPORT_HOURS", 72)
