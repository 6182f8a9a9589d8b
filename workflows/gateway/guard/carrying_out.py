"""Carries out a call that stands for a release, and waits until the version is in service."""

import asyncio

from django.db import Error as DatabaseError
from django.utils import timezone

from workflows.gateway.asgi import wire
from workflows.gateway.guard import promoting
from workflows.gateway.guard.callers import Caller
from workflows.gateway.guard.judging import Promotion, Refusal

PATIENCE = 60.0
PAUSE = 0.1
NO_DATABASE = "Pitwall's database doesn't answer; what was begun is settled once it does."
NOT_YET = (
    "The release is approved and recorded, and takes effect once its process is up. "
    "Ask again, or look at the use case's Releases page."
)


async def refusal(
    in_thread: wire.InThread, caller: Caller | None, promotion: Promotion
) -> Refusal | None:
    """Why the version isn't in service; None once it is. What may still come of itself is
    TEMPORARILY_UNAVAILABLE.
    """
    try:
        begun = await in_thread(promoting.begin, caller, promotion, timezone.now())
        if isinstance(begun, Refusal):
            return begun
        failed = await _awaited(in_thread, begun)
    except DatabaseError:
        failed = NO_DATABASE
    return Refusal("TEMPORARILY_UNAVAILABLE", "promotion", failed) if failed else None


async def _awaited(in_thread: wire.InThread, release_id: int) -> str:
    """Why the release isn't in service; nothing where it is."""
    until = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < until:
        over, why = await in_thread(promoting.outcome, release_id)
        if over:
            return why
        await asyncio.sleep(PAUSE)
    return NOT_YET
