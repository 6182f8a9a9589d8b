"""What can go wrong, in the domain's own words; one handler turns each into a page or a problem."""

from collections.abc import Iterable, Mapping


class PitwallError(Exception):
    """Anything that a person can be told; `status` is the HTTP status that says it best."""

    status = 400
    title = "That didn't work"

    def __init__(self, message: str, *, remedy: str = "", reasons: Iterable[str] = ()):
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.reasons = tuple(reasons)


class Invalid(PitwallError):
    """Input that can't be taken: `fields` names each field with what is wrong and what to do."""

    status = 422
    title = "Something in the input can't be taken"

    def __init__(self, fields: Mapping[str, str], message: str = ""):
        super().__init__(message or "; ".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = dict(fields)


class Denied(PitwallError):
    """This actor may not do this; `who_can` says who may."""

    status = 403
    title = "You can't do this"

    def __init__(self, message: str, *, who_can: str = "", remedy: str = ""):
        super().__init__(message, remedy=remedy)
        self.who_can = who_can


class NotVisible(PitwallError):
    """There is no such thing for this actor, whether it exists or not."""

    status = 404
    title = "There is nothing here"


class StaleState(PitwallError):
    """Somebody was quicker, or the page is older than the facts."""

    status = 409
    title = "This has changed since you looked"


class GateShut(PitwallError):
    """A gate or clearance says no, with every reason."""

    status = 409
    title = "The gate is shut"

    def __init__(self, reasons: Iterable[str], message: str = "The gate is shut."):
        super().__init__(message, reasons=reasons)


class Unreachable(PitwallError):
    """A system that Pitwall needs doesn't answer; nothing was changed."""

    status = 503
    title = "A system that this needs doesn't answer"
