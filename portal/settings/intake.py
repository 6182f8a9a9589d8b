"""How large a batch of scores or feedback may be.

On SQLite everybody else who writes waits while a batch is written, half a minute at most: it has to
be over before that.
"""

from portal.settings import environment
from portal.settings.database import DATABASES

__all__ = ["INTAKE_MIB", "INTAKE_ROWS"]

LITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")

INTAKE_MIB = environment.integer("PITWALL_INTAKE_MIB", 32 if LITE else 512)
# A file of a few kilobytes can say that it has billions of rows.
INTAKE_ROWS = environment.integer("PITWALL_INTAKE_ROWS", 200_000 if LITE else 10_000_000)
