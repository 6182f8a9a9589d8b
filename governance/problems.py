"""Every kind of problem that the API answers with: its name for good, what it means, what to do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADDRESS = "/api/v1/problems/{slug}/"


@dataclass(frozen=True)
class Kind:
    """One kind: `slug` and `status` never change; what people read may be said better."""

    slug: str
    status: int
    title: str | Promise
    remedy: str | Promise

    @property
    def type(self) -> str:
        """The URI that problem documents give as their type; it answers with this kind."""
        return ADDRESS.format(slug=self.slug)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "malformed",
            400,
            _("The request can't be read"),
            _("Correct the request and send it again; nothing was changed."),
        ),
        Kind(
            "bad-cursor",
            400,
            _("This is no cursor of this list"),
            _("Leave the cursor out to begin anew; give it as it came, with the same ordering."),
        ),
        Kind(
            "bad-key",
            400,
            _("This can't be an idempotency key"),
            _("Give one Idempotency-Key of 1 to 255 visible ASCII characters, such as a UUID."),
        ),
        Kind("refused", 400, _("That didn't work"), _("The detail says what to do.")),
        Kind(
            "not-signed-in",
            401,
            _("Nobody has said who asks"),
            _("Give a token that holds: Authorization: Bearer <token>."),
        ),
        Kind(
            "not-allowed",
            403,
            _("You can't do this"),
            _("Ask whom `who_can` names."),
        ),
        Kind(
            "no-csrf-token",
            403,
            _("The session's act came without its CSRF token"),
            _("Send the cookie's value as X-CSRFToken, or use a token instead of a session."),
        ),
        Kind(
            "not-found",
            404,
            _("There is nothing here"),
            _("Check the address; a member of the use case may add you to its team."),
        ),
        Kind(
            "method-not-allowed",
            405,
            _("This address doesn't take this method"),
            _("Use one of the methods that the Allow header names."),
        ),
        Kind(
            "not-acceptable",
            406,
            _("The answer isn't to be had in this form"),
            _("Accept application/json."),
        ),
        Kind(
            "changed-meanwhile",
            409,
            _("This has changed since you looked"),
            _("Read it again, and decide on what is there now."),
        ),
        Kind("gate-shut", 409, _("The gate is shut"), _("Lift each of the `reasons`.")),
        Kind(
            "still-running",
            409,
            _("The first call with this key is still running"),
            _("Send the same again after Retry-After seconds."),
        ),
        Kind(
            "not-as-seen",
            412,
            _("This isn't as you saw it any more"),
            _("Read it again and send If-Match with the new ETag."),
        ),
        Kind("too-large", 413, _("This is too large"), _("Send it in parts.")),
        Kind(
            "unsupported-media-type",
            415,
            _("The body is of a type that isn't taken here"),
            _("Send application/json, or what the documentation names for this address."),
        ),
        Kind(
            "invalid-input",
            422,
            _("Something in the input can't be taken"),
            _("Correct each of the `fields`; nothing was changed."),
        ),
        Kind(
            "key-reused",
            422,
            _("This key was used for another call"),
            _("Make a new Idempotency-Key for each call, and repeat it only with the same body."),
        ),
        Kind(
            "too-many-calls",
            429,
            _("This is more than the API takes in so short a time"),
            _("Wait Retry-After seconds, and spread the calls."),
        ),
        Kind(
            "failed",
            500,
            _("Pitwall failed at this"),
            _("Look whether it was done before you send it again; Pitwall's log says what failed."),
        ),
        Kind(
            "unreachable",
            503,
            _("A system that this needs doesn't answer"),
            _("Try again after Retry-After seconds."),
        ),
    )
}

# Where only the HTTP status is known: a refusal by the framework or by Django itself.
BY_STATUS = {
    status: KINDS[slug]
    for status, slug in {
        400: "malformed",
        401: "not-signed-in",
        403: "not-allowed",
        404: "not-found",
        405: "method-not-allowed",
        406: "not-acceptable",
        409: "changed-meanwhile",
        412: "not-as-seen",
        413: "too-large",
        415: "unsupported-media-type",
        422: "invalid-input",
        429: "too-many-calls",
        500: "failed",
        503: "unreachable",
    }.items()
}


def of_status(status: int) -> Kind:
    """The kind that says no more than its status; a status that has none counts as its class."""
    return BY_STATUS.get(status) or (BY_STATUS[500] if status >= 500 else KINDS["refused"])
