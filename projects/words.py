"""The closed vocabularies of who and what."""

from django.db import models
from django.utils.translation import gettext_lazy


class Lifecycle(models.TextChoices):
    """What a use case as a whole is."""

    ACTIVE = "active", gettext_lazy("active")
    SUSPENDED = "suspended", gettext_lazy("suspended")
    RETIRED = "retired", gettext_lazy("retired")


class Classification(models.TextChoices):
    """How sensitive data is; later is more sensitive."""

    PUBLIC = "public", gettext_lazy("public")
    INTERNAL = "internal", gettext_lazy("internal")
    CONFIDENTIAL = "confidential", gettext_lazy("confidential")
    RESTRICTED = "restricted", gettext_lazy("restricted")


class PlaceKind(models.TextChoices):
    """What kind of place data, environments and targets lie in."""

    ON_PREMISES = "on_premises", gettext_lazy("on-premises")
    CLOUD = "cloud", gettext_lazy("cloud")


class Residency(models.TextChoices):
    """Where the brief lets the work be."""

    ON_PREMISES = "on_premises", gettext_lazy("on-premises only")
    ANYWHERE = "anywhere", gettext_lazy("anywhere")


class Tier(models.TextChoices):
    """How much may go wrong; computed from the questionnaire."""

    LOW = "low", gettext_lazy("low risk")
    MEDIUM = "medium", gettext_lazy("medium risk")
    HIGH = "high", gettext_lazy("high risk")


class Task(models.TextChoices):
    """What kind of prediction the use case wants."""

    CLASSIFICATION = "classification", gettext_lazy("classification")
    MULTICLASS = "multiclass", gettext_lazy("multiclass classification")
    REGRESSION = "regression", gettext_lazy("regression")


class MeasuredOn(models.TextChoices):
    """On which data an objective is judged."""

    BOTH = "both", gettext_lazy("held-out and live data")
    HELD_OUT = "held_out", gettext_lazy("held-out data")
    LIVE = "live", gettext_lazy("live data")


class Direction(models.TextChoices):
    """Which side of its threshold a metric should be on."""

    AT_LEAST = "at_least", gettext_lazy("at least")
    AT_MOST = "at_most", gettext_lazy("at most")


class AccessState(models.TextChoices):
    """Whether a use case may read a source."""

    ASKED = "asked", gettext_lazy("asked for")
    GRANTED = "granted", gettext_lazy("granted")
    REFUSED = "refused", gettext_lazy("refused")
    REVOKED = "revoked", gettext_lazy("revoked")


class StepKind(models.TextChoices):
    """What a preparation step does."""

    CLEAN = "clean", gettext_lazy("clean")
    TRANSFORM = "transform", gettext_lazy("transform")
    LABEL = "label", gettext_lazy("label")


class Part(models.TextChoices):
    """What a dataset version is for."""

    TRAIN = "train", gettext_lazy("training")
    HELD_OUT = "held_out", gettext_lazy("held-out")
    FEEDBACK = "feedback", gettext_lazy("feedback")


class VerdictOutcome(models.TextChoices):
    """Whether the data delivered is enough."""

    ASKED = "asked", gettext_lazy("waits for delivery")
    SUFFICIENT = "sufficient", gettext_lazy("sufficient")
    INSUFFICIENT = "insufficient", gettext_lazy("insufficient")


class RequestState(models.TextChoices):
    """Where a request to IT stands."""

    ASKED = "asked", gettext_lazy("waits for IT")
    AGREED = "agreed", gettext_lazy("agreed")
    DECLINED = "declined", gettext_lazy("declined")


class ApplicationStatus(models.TextChoices):
    """Where the application that uses the model stands."""

    PLANNED = "planned", gettext_lazy("planned")
    BUILT = "built", gettext_lazy("built")
    LIVE = "live", gettext_lazy("live")
    ENDED = "ended", gettext_lazy("ended")


class SmokeResult(models.TextChoices):
    """What the application's smoke test said last."""

    NONE = "none", gettext_lazy("not run")
    PASSED = "passed", gettext_lazy("passed")
    FAILED = "failed", gettext_lazy("failed")


class ColumnType(models.TextChoices):
    """The types of a contract's columns: those of an MLflow signature."""

    BOOLEAN = "boolean", gettext_lazy("yes or no")
    INTEGER = "integer", gettext_lazy("whole number, 32 bits")
    LONG = "long", gettext_lazy("whole number, 64 bits")
    FLOAT = "float", gettext_lazy("number, 32 bits")
    DOUBLE = "double", gettext_lazy("number, 64 bits")
    STRING = "string", gettext_lazy("text")
    DATETIME = "datetime", gettext_lazy("moment")
