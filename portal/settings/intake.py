"""How large a batch of scores or feedback may be."""

from portal.settings import environment

__all__ = ["INTAKE_MIB"]

INTAKE_MIB = environment.integer("PITWALL_INTAKE_MIB", 512)
