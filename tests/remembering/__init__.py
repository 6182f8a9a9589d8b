"""Walks that are walked once: a worker remembers what an act did, and does it again as rows.

Most tests begin where a use case has come some way round the loop; walking there through the
services costs a second each time. An act that is marked `@remembered` is walked by the first test
that asks for it; a later test that asks for the same act, from the very same state, gets the same
rows, files and objects of its own. A test that wrote or patched anything in between walks.
"""

from tests.remembering.acts import remembered
from tests.remembering.memory import memory

__all__ = ["memory", "remembered"]
