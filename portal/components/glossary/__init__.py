"""What pages mean by their terms, in a sentence or two each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.components.glossary import ground, loop, running, work

# key → the term as pages write it, and what it means.
GLOSSARY: Mapping[str, tuple[Any, Any]] = {
    **loop.TERMS,
    **work.TERMS,
    **ground.TERMS,
    **running.TERMS,
}
