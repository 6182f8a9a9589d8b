"""The closed vocabularies of the rules and the record: one word for one thing."""

from django.db import models
from django.utils.translation import gettext_lazy


class Role(models.TextChoices):
    """What a person is to one use case."""

    ANALYST = "analyst", gettext_lazy("analyst")
    DATA_SCIENTIST = "data_scientist", gettext_lazy("data scientist")
    DATA_ENGINEER = "data_engineer", gettext_lazy("data engineer")
    IT = "it", gettext_lazy("IT")
    APP_DEVELOPER = "app_developer", gettext_lazy("app developer")
    DEVOPS = "devops", gettext_lazy("DevOps")


class SiteRole(models.TextChoices):
    """What a person is to the whole site."""

    OFFICER = "officer", gettext_lazy("governance officer")
    VALIDATOR = "validator", gettext_lazy("validator")
    AUDITOR = "auditor", gettext_lazy("auditor")
    ADMINISTRATOR = "administrator", gettext_lazy("administrator")


class GateState(models.TextChoices):
    """What a gate is for lists; clearance and release never read it."""

    SHUT = "shut", gettext_lazy("shut")
    ASKED = "asked", gettext_lazy("waits for votes")
    OPEN = "open", gettext_lazy("open")


class ReviewState(models.TextChoices):
    """One round at a gate; all but `open` are final."""

    OPEN = "open", gettext_lazy("open")
    APPROVED = "approved", gettext_lazy("approved")
    CHANGES_ASKED = "changes_asked", gettext_lazy("changes asked for")
    REJECTED = "rejected", gettext_lazy("rejected")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
    STALE = "stale", gettext_lazy("stale")
    REVOKED = "revoked", gettext_lazy("revoked")


class Choice(models.TextChoices):
    """What a voter says."""

    APPROVE = "approve", gettext_lazy("approve")
    CONDITIONS = "approve_with_conditions", gettext_lazy("approve with conditions")
    CHANGES = "ask_for_changes", gettext_lazy("ask for changes")
    REJECT = "reject", gettext_lazy("reject")


class VoteKind(models.TextChoices):
    """Whether a vote counts for the quorum or advises."""

    BINDING = "binding", gettext_lazy("binding")
    ADVISORY = "advisory", gettext_lazy("advice")


class Outcome(models.TextChoices):
    """What a check says of the facts."""

    PASSED = "passed", gettext_lazy("passed")
    FAILED = "failed", gettext_lazy("failed")
    UNKNOWN = "unknown", gettext_lazy("unknown")


class FindingState(models.TextChoices):
    """Whether somebody still has to act on a finding."""

    OPEN = "open", gettext_lazy("open")
    RESOLVED = "resolved", gettext_lazy("resolved")
    LAPSED = "lapsed", gettext_lazy("lapsed")


class WebhookState(models.TextChoices):
    """Whether events are sent to a webhook."""

    ACTIVE = "active", "active"
    PAUSED = "paused", "paused"


class ProposalState(models.TextChoices):
    """Where an act that needs a second person stands."""

    OPEN = "open", gettext_lazy("waits for a second person")
    CONFIRMED = "confirmed", gettext_lazy("confirmed")
    DECLINED = "declined", gettext_lazy("declined")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


def role_label(role: str) -> str:
    """The words for a role or a site role, as pages say them."""
    known = {str(one): one.label for one in (*Role, *SiteRole)}
    return str(known.get(role, role))


class TokenScope(models.TextChoices):
    """What a key may be used for."""

    READ = "read", gettext_lazy("read: runs, models and pages of the API")
    LOG = "log", gettext_lazy("log: runs, metrics and artifacts in MLflow")
    REGISTER = "register", gettext_lazy("register: models and aliases in MLflow")
    ACT = "act", gettext_lazy("act: whatever else the API does, scoring too")
