"""The closed vocabularies of who and what."""

from django.db import models


class Lifecycle(models.TextChoices):
    """What a use case as a whole is."""

    ACTIVE = "active", "active"
    SUSPENDED = "suspended", "suspended"
    RETIRED = "retired", "retired"


class Classification(models.TextChoices):
    """How sensitive data is; later is more sensitive."""

    PUBLIC = "public", "public"
    INTERNAL = "internal", "internal"
    CONFIDENTIAL = "confidential", "confidential"
    RESTRICTED = "restricted", "restricted"


class PlaceKind(models.TextChoices):
    """What kind of place data, environments and targets lie in."""

    ON_PREMISES = "on_premises", "on-premises"
    CLOUD = "cloud", "cloud"


class Residency(models.TextChoices):
    """Where the brief lets the work be."""

    ON_PREMISES = "on_premises", "on-premises only"
    ANYWHERE = "anywhere", "anywhere"


class Tier(models.TextChoices):
    """How much may go wrong; computed from the questionnaire."""

    LOW = "low", "low risk"
    MEDIUM = "medium", "medium risk"
    HIGH = "high", "high risk"


class Task(models.TextChoices):
    """What kind of prediction the use case wants."""

    CLASSIFICATION = "classification", "classification"
    MULTICLASS = "multiclass", "multiclass classification"
    REGRESSION = "regression", "regression"


class MeasuredOn(models.TextChoices):
    """On which data an objective is judged."""

    BOTH = "both", "held-out and live data"
    HELD_OUT = "held_out", "held-out data"
    LIVE = "live", "live data"


class Direction(models.TextChoices):
    """Which side of its threshold a metric should be on."""

    AT_LEAST = "at_least", "at least"
    AT_MOST = "at_most", "at most"


class AccessState(models.TextChoices):
    """Whether a use case may read a source."""

    ASKED = "asked", "asked for"
    GRANTED = "granted", "granted"
    REFUSED = "refused", "refused"
    REVOKED = "revoked", "revoked"


class StepKind(models.TextChoices):
    """What a preparation step does."""

    CLEAN = "clean", "clean"
    TRANSFORM = "transform", "transform"
    LABEL = "label", "label"


class Part(models.TextChoices):
    """What a dataset version is for."""

    TRAIN = "train", "training"
    HELD_OUT = "held_out", "held-out"
    FEEDBACK = "feedback", "feedback"


class VerdictOutcome(models.TextChoices):
    """Whether the data delivered is enough."""

    ASKED = "asked", "waits for delivery"
    SUFFICIENT = "sufficient", "sufficient"
    INSUFFICIENT = "insufficient", "insufficient"


class RequestState(models.TextChoices):
    """Where a request to IT stands."""

    ASKED = "asked", "waits for IT"
    AGREED = "agreed", "agreed"
    DECLINED = "declined", "declined"


class ApplicationStatus(models.TextChoices):
    """Where the application that uses the model stands."""

    PLANNED = "planned", "planned"
    BUILT = "built", "built"
    LIVE = "live", "live"
    ENDED = "ended", "ended"


class SmokeResult(models.TextChoices):
    """What the application's smoke test said last."""

    NONE = "none", "not run"
    PASSED = "passed", "passed"
    FAILED = "failed", "failed"


class ColumnType(models.TextChoices):
    """The types of a contract's columns: those of an MLflow signature."""

    BOOLEAN = "boolean", "yes or no"
    INTEGER = "integer", "whole number, 32 bits"
    LONG = "long", "whole number, 64 bits"
    FLOAT = "float", "number, 32 bits"
    DOUBLE = "double", "number, 64 bits"
    STRING = "string", "text"
    DATETIME = "datetime", "moment"
