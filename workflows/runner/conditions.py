"""Under what conditions a candidate's model may be loaded: in which interpreter, and behind what."""

import sys
from pathlib import Path

from governance.services.policies import version_rules
from projects.models import PlatformPlan
from workflows.children.fit import missing_requirements
from workflows.models import Candidate
from workflows.sandbox import Level, Sandbox


class Unfit(Exception):
    """The model can't be loaded here; the message says why, `missing` what the interpreter lacks."""

    def __init__(self, message: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


def interpreter_of(scope_id: int) -> Path:
    """The Python that IT registered on the use case's environment, or else Pitwall's own."""
    plans = PlatformPlan.objects.filter(scope_id=scope_id).select_related("revision")
    plan = plans.order_by("-number").first()
    if plan is None or not plan.revision.interpreter:
        return Path(sys.executable)
    return Path(plan.revision.interpreter)


def require_sandbox(candidate: Candidate, sandbox: Sandbox) -> None:
    """Raises Unfit where the cycle's policy asks for a sandbox and this host has none."""
    policy = version_rules(candidate.cycle.policy_version)
    if policy.sandbox_required and sandbox.level is Level.NONE:
        raise Unfit(
            "The policy loads models in a sandbox only, and this host has none; "
            "/readyz says what would give it one."
        )


def require_fit(model: Path, interpreter: Path) -> None:
    """Raises Unfit where the interpreter isn't there or lacks what the model asks for."""
    try:
        missing = missing_requirements(model, interpreter)
    except (OSError, ValueError) as error:
        raise Unfit(
            f"The environment's interpreter {interpreter} can't be asked: {error}"
        ) from error
    if missing:
        raise Unfit(
            f"The environment's interpreter lacks what the model asks for: {', '.join(missing)}. "
            "IT can add it to the environment.",
            tuple(missing),
        )
