"""The closed vocabularies of the rules and the record: one word for one thing."""

from django.db import models


class Role(models.TextChoices):
    """What a person is to one use case."""

    ANALYST = "analyst", "analyst"
    DATA_SCIENTIST = "data_scientist", "data scientist"
    DATA_ENGINEER = "data_engineer", "data engineer"
    IT = "it", "IT"
    APP_DEVELOPER = "app_developer", "app developer"
    DEVOPS = "devops", "DevOps"


class SiteRole(models.TextChoices):
    """What a person is to the whole site."""

    OFFICER = "officer", "governance officer"
    VALIDATOR = "validator", "validator"
    AUDITOR = "auditor", "auditor"
    ADMINISTRATOR = "administrator", "administrator"


class GateState(models.TextChoices):
    """What a gate is for lists; clearance and release never read it."""

    SHUT = "shut", "shut"
    ASKED = "asked", "waits for votes"
    OPEN = "open", "open"


class ReviewState(models.TextChoices):
    """One round at a gate; all but `open` are final."""

    OPEN = "open", "open"
    APPROVED = "approved", "approved"
    CHANGES_ASKED = "changes_asked", "changes asked for"
    REJECTED = "rejected", "rejected"
    WITHDRAWN = "withdrawn", "withdrawn"
    STALE = "stale", "stale"
    REVOKED = "revoked", "revoked"


class Choice(models.TextChoices):
    """What a voter says."""

    APPROVE = "approve", "approve"
    CONDITIONS = "approve_with_conditions", "approve with conditions"
    CHANGES = "ask_for_changes", "ask for changes"
    REJECT = "reject", "reject"


class VoteKind(models.TextChoices):
    """Whether a vote counts for the quorum or advises."""

    BINDING = "binding", "binding"
    ADVISORY = "advisory", "advice"


class Outcome(models.TextChoices):
    """What a check says of the facts."""

    PASSED = "passed", "passed"
    FAILED = "failed", "failed"
    UNKNOWN = "unknown", "unknown"


class FindingState(models.TextChoices):
    """Whether somebody still has to act on a finding."""

    OPEN = "open", "open"
    RESOLVED = "resolved", "resolved"
    LAPSED = "lapsed", "lapsed"


class ProposalState(models.TextChoices):
    """Where an act that needs a second person stands."""

    OPEN = "open", "waits for a second person"
    CONFIRMED = "confirmed", "confirmed"
    DECLINED = "declined", "declined"
    WITHDRAWN = "withdrawn", "withdrawn"


def role_label(role: str) -> str:
    """The words for a role or a site role, as pages say them."""
    return dict(Role.choices).get(role) or dict(SiteRole.choices).get(role, role)


class TokenScope(models.TextChoices):
    """What a key may be used for."""

    READ = "read", "read: runs, models and pages of the API"
    LOG = "log", "log: runs, metrics and artifacts in MLflow"
    REGISTER = "register", "register: models and aliases in MLflow"
    ACT = "act", "act: whatever else the API does, scoring too"
