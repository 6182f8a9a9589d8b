"""What can go wrong, in the domain's own words; one handler turns each into a page or a problem."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# A text, or one that waits for the language of whoever reads it.
Words = str | Promise
SHUT = gettext_lazy("The gate is shut.")


class PitwallError(Exception):
    """Anything that a person can be told; `status` is the HTTP status that says it best.

    `kind` names the error for programs, for good: governance.problems has what each means.
    """

    kind = "refused"
    status = 400
    title: Words = gettext_lazy("That didn't work")

    def __init__(self, message: Words, *, remedy: Words = "", reasons: Iterable[Words] = ()):
        self.message = str(message)
        super().__init__(self.message)
        self.remedy = str(remedy)
        self.reasons = tuple(one if isinstance(one, str) else str(one) for one in reasons)


class Invalid(PitwallError):
    """Input that can't be taken: `fields` names each field with what is wrong and what to do."""

    kind = "invalid-input"
    status = 422
    title: Words = gettext_lazy("Something in the input can't be taken")

    def __init__(self, fields: Mapping[str, Words], message: Words = ""):
        super().__init__(message or "; ".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = {name: str(why) for name, why in fields.items()}


class Denied(PitwallError):
    """This actor may not do this; `who_can` says who may."""

    kind = "not-allowed"
    status = 403
    title: Words = gettext_lazy("You can't do this")

    def __init__(self, message: Words, *, who_can: Words = "", remedy: Words = ""):
        super().__init__(message, remedy=remedy)
        self.who_can = str(who_can)


class NotVisible(PitwallError):
    """There is no such thing for this actor, whether it exists or not."""

    kind = "not-found"
    status = 404
    title: Words = gettext_lazy("There is nothing here")


class StaleState(PitwallError):
    """Somebody was quicker, or the page is older than the facts."""

    kind = "changed-meanwhile"
    status = 409
    title: Words = gettext_lazy("This has changed since you looked")


class GateShut(PitwallError):
    """A gate or clearance says no, with every reason."""

    kind = "gate-shut"
    status = 409
    title: Words = gettext_lazy("The gate is shut")

    def __init__(self, reasons: Iterable[Words], message: Words = SHUT):
        super().__init__(message, reasons=reasons)


class Unreachable(PitwallError):
    """A system that Pitwall needs doesn't answer; nothing was changed."""

    kind = "unreachable"
    status = 503
    title: Words = gettext_lazy("A system that this needs doesn't answer")


class Precondition(PitwallError):
    """What the caller saw isn't what is there now, and they asked that nothing be done then."""

    kind = "not-as-seen"
    status = 412
    title: Words = gettext_lazy("This isn't as you saw it any more")
