"""How much of a model version Pitwall copies from MLflow, and how much disk it leaves alone."""

from portal.settings import environment

__all__ = ["DISK_RESERVE_BYTES", "MODEL_BYTES", "MODEL_DEPTH", "MODEL_FILES"]

GIB = 1 << 30

# Of one version: files and folders together, levels of folders, bytes of all files.
MODEL_FILES = environment.integer("PITWALL_MODEL_FILES", 10_000)
MODEL_DEPTH = environment.integer("PITWALL_MODEL_DEPTH", 32)
MODEL_BYTES = environment.integer("PITWALL_MODEL_BYTES", 10 * GIB)

# Bytes of the disk under PITWALL_HOME that a copy never takes: the databases lie there too.
DISK_RESERVE_BYTES = environment.integer("PITWALL_DISK_RESERVE_BYTES", GIB)
