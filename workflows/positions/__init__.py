"""What lists are told of a use case: where it stands, what waits in it, for whom.

Computed here from facts, written by workflows.services.positions, read by pages.
"""

from workflows.positions.snapshot import Snapshot, of

__all__ = ["Snapshot", "of"]
