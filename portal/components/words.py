"""The words and marks by which pages name roles, stages and outcomes."""

from __future__ import annotations

from typing import NamedTuple

from governance.words import Role, SiteRole, role_label

STAGES = {
    "definition": "Definition",
    "data": "Data",
    "platform": "Platform",
    "training": "Training",
    "integration": "Integration",
    "release": "Release",
    "operation": "Operation",
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
    "": "ahead",
    "done": "open",
    "now": "under way",
    "stuck": "stuck",
    "live": "in service",
    "breach": "in service, objective breached",
}


class Outcome(NamedTuple):
    """How the answer of a check or the state of a gate is written and marked."""

    text: str
    tone: str
    icon: str


_GOOD, _BAD, _SLOW = ("good", "check"), ("bad", "x"), ("slow", "clock")
_NOW, _QUIET = ("accent", "s-live"), ("quiet", "minus")

# Words of the closed vocabularies of all three apps; a word means one thing there too.
OUTCOMES = {
    "passed": Outcome("Passed", *_GOOD),
    "met": Outcome("Met", *_GOOD),
    "failed": Outcome("Failed", *_BAD),
    "breached": Outcome("Breached", "bad", "triangle-alert"),
    "unknown": Outcome("Unknown", "slow", "circle-question-mark"),
    "pending": Outcome("Not judged", "slow", "hourglass"),
    "waived": Outcome("Waived", "quiet", "shield"),
    "open": Outcome("Open", "good", "lock-open"),
    "shut": Outcome("Shut", "quiet", "lock"),
    "asked": Outcome("Asked", "accent", "square-check-big"),
    "none": Outcome("No gate", *_QUIET),
    "stale": Outcome("Stale", "slow", "refresh-cw"),
    "approved": Outcome("Approved", *_GOOD),
    "changes_asked": Outcome("Changes asked for", "slow", "pencil"),
    "rejected": Outcome("Rejected", *_BAD),
    "withdrawn": Outcome("Withdrawn", *_QUIET),
    "revoked": Outcome("Revoked", *_BAD),
    "granted": Outcome("Granted", *_GOOD),
    "refused": Outcome("Refused", *_BAD),
    "agreed": Outcome("Agreed", *_GOOD),
    "declined": Outcome("Declined", *_BAD),
    "sufficient": Outcome("Sufficient", *_GOOD),
    "insufficient": Outcome("Insufficient", "slow", "minus"),
    "wanted": Outcome("Waiting", "slow", "hourglass"),
    "scheduled": Outcome("Scheduled", "slow", "hourglass"),
    "starting": Outcome("Starting", *_NOW),
    "running": Outcome("Running", *_NOW),
    "done": Outcome("Done", *_GOOD),
    "finished": Outcome("Finished", "quiet", "check"),
    "killed": Outcome("Killed", *_BAD),
    "cancelled": Outcome("Cancelled", *_QUIET),
    "live": Outcome("In service", *_GOOD),
    "in_service": Outcome("In service", *_GOOD),
    "building": Outcome("Building", *_NOW),
    "ended": Outcome("Ended", *_QUIET),
    "abandoned": Outcome("Abandoned", *_QUIET),
    "replaced": Outcome("Replaced", *_QUIET),
    "stopped": Outcome("Stopped", *_QUIET),
    "healthy": Outcome("Healthy", *_GOOD),
    "unhealthy": Outcome("Unhealthy", "bad", "triangle-alert"),
    "resolved": Outcome("Resolved", *_GOOD),
    "lapsed": Outcome("Lapsed", *_BAD),
    "confirmed": Outcome("Confirmed", *_GOOD),
    "due": Outcome("Due soon", *_SLOW),
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
    return STAGES.get(key, key)


def outcome_of(key: str) -> Outcome:
    """The mark of an outcome; an unknown one reads as unknown, in its own words."""
    return OUTCOMES.get(key.lower()) or Outcome(key, "slow", "circle-question-mark")


def initials(name: str) -> str:
    """Two letters for an avatar: the first of the first and of the last word."""
    words = [word for word in name.split() if word]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()
