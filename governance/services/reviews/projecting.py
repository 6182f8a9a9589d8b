"""Bring a gate's row, which lists read, to what evaluation says; record opening and shutting."""

from datetime import datetime

from governance import gates
from governance.actors import Actor
from governance.models import Gate
from governance.services.reviews.rounds import Round
from governance.words import GateState


def project(
    held: Round, view: gates.GateView, current_hash: str, actor: Actor, now: datetime
) -> bool:
    """Write the view into the gate's row; true when the gate has opened by this."""
    was_open = held.gate.state == GateState.OPEN
    write(held.gate, view, current_hash)
    if view.is_open == was_open:
        return False
    codes = [one.code for one in view.reasons]
    held.record(actor, "gate.opened" if view.is_open else "gate.shut", now, reasons=codes)
    return view.is_open


def write(gate: Gate, view: gates.GateView, current_hash: str) -> None:
    """Save the projection of a view."""
    gate.state = view.state
    gate.reason = view.reasons[0].text[:300] if view.reasons else ""
    gate.recheck_at = view.recheck_at
    gate.content_hash = current_hash
    gate.save(update_fields=["state", "reason", "recheck_at", "content_hash"])
