"""The words and marks by which pages name roles, stages and outcomes."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from governance.words import Role, SiteRole, role_label

STAGES = {
    "definition": gettext_lazy("Definition"),
    "data": gettext_lazy("Data"),
    "platform": gettext_lazy("Platform"),
    "training": gettext_lazy("Training"),
    "integration": gettext_lazy("Integration"),
    "release": gettext_lazy("Release"),
    "operation": gettext_lazy("Operation"),
}

STAGE_OWNERS = {
    "definition": Role.ANALYST,
    "data": Role.DATA_ENGINEER,
    "platform": Role.IT,
    "training": Role.DATA_SCIENTIST,
    "integration": Role.APP_DEVELOPER,
    "release": Role.DEVOPS,
    "operation": Role.DEVOPS,
}

# Roles that have a glyph: those of a use case in their hue, those of the site without one.
ROLES = frozenset({*Role.values, *SiteRole.values})

LAP_WORDS = {
    "": gettext_lazy("ahead"),
    "done": gettext_lazy("open"),
    "now": gettext_lazy("under way"),
    "stuck": gettext_lazy("stuck"),
    "live": gettext_lazy("in service"),
    "breach": gettext_lazy("in service, objective breached"),
}


class Outcome(NamedTuple):
    """How the answer of a check or the state of a gate is written and marked."""

    text: str
    tone: str
    icon: str


_GOOD, _BAD, _SLOW = ("good", "check"), ("bad", "x"), ("slow", "clock")
_NOW, _QUIET = ("accent", "s-live"), ("quiet", "minus")

# Words of the closed vocabularies of all three apps; a word means one thing there too.
OUTCOMES: dict[str, tuple[Any, str, str]] = {
    "passed": (gettext_lazy("Passed"), *_GOOD),
    "met": (gettext_lazy("Met"), *_GOOD),
    "failed": (gettext_lazy("Failed"), *_BAD),
    "breached": (gettext_lazy("Breached"), "bad", "triangle-alert"),
    "unknown": (gettext_lazy("Unknown"), "slow", "circle-question-mark"),
    "pending": (gettext_lazy("Not judged"), "slow", "hourglass"),
    "waived": (gettext_lazy("Waived"), "quiet", "shield"),
    "open": (gettext_lazy("Open"), "good", "lock-open"),
    "shut": (gettext_lazy("Shut"), "quiet", "lock"),
    "asked": (gettext_lazy("Asked"), "accent", "square-check-big"),
    "none": (gettext_lazy("No gate"), *_QUIET),
    "stale": (gettext_lazy("Stale"), "slow", "refresh-cw"),
    "approved": (gettext_lazy("Approved"), *_GOOD),
    "changes_asked": (gettext_lazy("Changes asked for"), "slow", "pencil"),
    "rejected": (gettext_lazy("Rejected"), *_BAD),
    "withdrawn": (gettext_lazy("Withdrawn"), *_QUIET),
    "revoked": (gettext_lazy("Revoked"), *_BAD),
    "granted": (gettext_lazy("Granted"), *_GOOD),
    "refused": (gettext_lazy("Refused"), *_BAD),
    "agreed": (gettext_lazy("Agreed"), *_GOOD),
    "declined": (gettext_lazy("Declined"), *_BAD),
    "sufficient": (gettext_lazy("Sufficient"), *_GOOD),
    "insufficient": (gettext_lazy("Insufficient"), "slow", "minus"),
    "wanted": (gettext_lazy("Waiting"), "slow", "hourglass"),
    "scheduled": (gettext_lazy("Scheduled"), "slow", "hourglass"),
    "starting": (gettext_lazy("Starting"), *_NOW),
    "running": (gettext_lazy("Running"), *_NOW),
    "done": (gettext_lazy("Done"), *_GOOD),
    "finished": (gettext_lazy("Finished"), "quiet", "check"),
    "killed": (gettext_lazy("Killed"), *_BAD),
    "cancelled": (gettext_lazy("Cancelled"), *_QUIET),
    "live": (gettext_lazy("In service"), *_GOOD),
    "in_service": (gettext_lazy("In service"), *_GOOD),
    "building": (gettext_lazy("Building"), *_NOW),
    "ended": (gettext_lazy("Ended"), *_QUIET),
    "abandoned": (gettext_lazy("Abandoned"), *_QUIET),
    "replaced": (gettext_lazy("Replaced"), *_QUIET),
    "stopped": (gettext_lazy("Stopped"), *_QUIET),
    "healthy": (gettext_lazy("Healthy"), *_GOOD),
    "unhealthy": (gettext_lazy("Unhealthy"), "bad", "triangle-alert"),
    "resolved": (gettext_lazy("Resolved"), *_GOOD),
    "lapsed": (gettext_lazy("Lapsed"), *_BAD),
    "confirmed": (gettext_lazy("Confirmed"), *_GOOD),
    "due": (gettext_lazy("Due soon"), *_SLOW),
}

TONE_ICONS = {
    "good": "check",
    "bad": "x",
    "slow": "clock",
    "accent": "s-live",
    "best": "s-best",
}


def role_word(key: str) -> str:
    """A role's key in words; a key unknown here is shown as it stands."""
    return role_label(key)


def stage_word(key: str) -> str:
    """A stage's key in words; a key unknown here is shown as it stands."""
    return str(STAGES.get(key, key))


def outcome_of(key: str) -> Outcome:
    """The mark of an outcome; an unknown one reads as unknown, in its own words."""
    text, tone, icon = OUTCOMES.get(key.lower(), (key, "slow", "circle-question-mark"))
    return Outcome(str(text), tone, icon)


def initials(name: str) -> str:
    """Two letters for an avatar: the first of the first and of the last word."""
    words = [word for word in name.split() if word]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()
