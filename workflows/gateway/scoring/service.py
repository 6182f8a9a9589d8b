"""Which version answers for a use case now, and whether this actor may ask it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from governance.access import authorise
from governance.actors import Actor
from governance.errors import PitwallError
from projects import access as projects_access
from projects.models import UseCase
from workflows.services import releases
from workflows.words import ProcessState

ANSWERS = {ProcessState.HEALTHY, ProcessState.UNHEALTHY}


class NothingServes(PitwallError):
    """No version is in service: nothing will answer until somebody releases one."""

    status = 503
    title = "No version is in service"


class ServesElsewhere(PitwallError):
    """A version is in service where Pitwall doesn't answer for it: asking again won't help."""

    status = 409
    title = "The version in service serves elsewhere"


class NotYet(PitwallError):
    """A version is in service, and its process is being started again."""

    status = 503
    title = "The version in service is starting again"


@dataclass(frozen=True)
class Service:
    """The version in service: its socket, and the columns that it asks for (none: whatever is sent)."""

    release_id: int
    model: str
    version: str
    socket: Path
    columns: tuple[str, ...]


def admit(actor: Actor, slug: str, now: datetime) -> UseCase:
    """The use case, where this actor may score. Raises NotVisible for strangers, and Denied."""
    use_case = projects_access.use_case(actor, slug, now=now)
    authorise(actor, "scores.write", use_case.scope, now=now, state=use_case.lifecycle)
    return use_case


def serving(actor: Actor, slug: str, now: datetime) -> Service:
    """The version in service of the use case `slug`.

    Raises what `admit` does, NothingServes, ServesElsewhere, and NotYet.
    """
    use_case = admit(actor, slug, now)
    release = releases.serving(use_case.scope)
    if release is None:
        raise _nothing(use_case)
    process = release.process
    if process.observed not in ANSWERS or not process.socket:
        raise NotYet(
            f"The process of {release.candidate} isn't up: {process.reason or 'it is starting'}.",
            remedy="Send this again in a few seconds.",
        )
    signature = json.loads(release.candidate.signature).get("inputs") or []
    return Service(
        release_id=release.pk,
        model=release.candidate.model,
        version=release.candidate.version,
        socket=Path(process.socket),
        columns=_columns(signature),
    )


def _nothing(use_case: UseCase) -> PitwallError:
    elsewhere = releases.live(use_case.scope)
    if elsewhere is not None:
        return ServesElsewhere(
            f"{elsewhere} is in service, and isn't served by Pitwall.",
            remedy="Ask it where it serves; its scores come here by the API.",
        )
    return NothingServes(
        f"No version of {use_case.title} is in service.",
        remedy="DevOps executes a release once its gate is open.",
    )


def _columns(signature: list[dict[str, str]]) -> tuple[str, ...]:
    """The names of a signature's columns; a tensor's made-up name is none."""
    if any("[" in one["type"] for one in signature):
        return ()
    return tuple(one["name"] for one in signature)
