"""The closed vocabularies of motion."""

from django.db import models
from django.utils.translation import gettext_lazy


class Stage(models.TextChoices):
    """The seven stages of the loop, in order."""

    DEFINITION = "definition", gettext_lazy("Definition")
    DATA = "data", gettext_lazy("Data readiness")
    PLATFORM = "platform", gettext_lazy("Platform readiness")
    TRAINING = "training", gettext_lazy("Training")
    INTEGRATION = "integration", gettext_lazy("Integration")
    RELEASE = "release", gettext_lazy("Release")
    OPERATION = "operation", gettext_lazy("Operation")


class CycleState(models.TextChoices):
    """Where one lap stands."""

    BUILDING = "building", gettext_lazy("building")
    IN_SERVICE = "in_service", gettext_lazy("in service")
    ENDED = "ended", gettext_lazy("ended")
    ABANDONED = "abandoned", gettext_lazy("abandoned")


class AttemptEnd(models.TextChoices):
    """Why an attempt at a stage is over."""

    APPROVED = "approved", gettext_lazy("gate opened")
    CARRIED = "carried", gettext_lazy("carried over")
    CHANGED = "changed", gettext_lazy("content changed")
    REPLACED = "replaced", gettext_lazy("replaced by a later release")
    ABANDONED = "abandoned", gettext_lazy("cycle abandoned")


class RunStatus(models.TextChoices):
    """MLflow's own words for a run."""

    RUNNING = "RUNNING", gettext_lazy("running")
    SCHEDULED = "SCHEDULED", gettext_lazy("scheduled")
    FINISHED = "FINISHED", gettext_lazy("finished")
    FAILED = "FAILED", gettext_lazy("failed")
    KILLED = "KILLED", gettext_lazy("killed")


class FrozenKind(models.TextChoices):
    """What of MLflow's can be frozen."""

    EXPERIMENT = "experiment", gettext_lazy("experiment")
    RUN = "run", gettext_lazy("run")
    LOGGED_MODEL = "logged_model", gettext_lazy("logged model")
    MODEL = "model", gettext_lazy("registered model")
    VERSION = "version", gettext_lazy("model version")


class EvaluationState(models.TextChoices):
    """Where an independent measurement stands."""

    WANTED = "wanted", gettext_lazy("waiting")
    RUNNING = "running", gettext_lazy("running")
    DONE = "done", gettext_lazy("measured")
    FAILED = "failed", gettext_lazy("failed")


class EvaluationPurpose(models.TextChoices):
    """Why something was measured; only candidates' tries are numbered and limited."""

    CANDIDATE = "candidate", gettext_lazy("candidate")
    CHAMPION = "champion", gettext_lazy("champion, for comparison")
    SLICE = "slice", gettext_lazy("one period by itself")


class Driver(models.TextChoices):
    """How a release takes effect on a target."""

    LOCAL = "local", gettext_lazy("scoring process of Pitwall's own")
    REGISTRY = "registry", gettext_lazy("alias in the registry, for whoever reads it")
    WEBHOOK = "webhook", gettext_lazy("pipeline, told by webhook, that reports back")


class ReleaseState(models.TextChoices):
    """Where a version on a target stands."""

    STARTING = "starting", gettext_lazy("starting")
    LIVE = "live", gettext_lazy("in service")
    FAILED = "failed", gettext_lazy("failed")
    REPLACED = "replaced", gettext_lazy("replaced")
    STOPPED = "stopped", gettext_lazy("stopped")


class ReleaseKind(models.TextChoices):
    """By what right a version was released."""

    APPROVED = "approved", gettext_lazy("approved release")
    ROLLBACK = "rollback", gettext_lazy("roll-back")
    BREAK_GLASS = "break_glass", gettext_lazy("break-glass release")


class ProcessState(models.TextChoices):
    """What the runner saw of a model process."""

    NONE = "none", gettext_lazy("not started")
    STARTING = "starting", gettext_lazy("starting")
    HEALTHY = "healthy", gettext_lazy("healthy")
    UNHEALTHY = "unhealthy", gettext_lazy("unhealthy")
    STOPPED = "stopped", gettext_lazy("stopped")
    FAILED = "failed", gettext_lazy("failed")


class JobState(models.TextChoices):
    """Where long work stands."""

    WANTED = "wanted", gettext_lazy("waiting")
    RUNNING = "running", gettext_lazy("running")
    DONE = "done", gettext_lazy("done")
    FAILED = "failed", gettext_lazy("failed")
    CANCELLED = "cancelled", gettext_lazy("cancelled")


class JobKind(models.TextChoices):
    """What long work does."""

    TRAINING = "training", gettext_lazy("training")
    EVALUATION = "evaluation", gettext_lazy("evaluation")
    COMPARISON = "comparison", gettext_lazy("comparison")
    SMOKE = "smoke", gettext_lazy("smoke test")
    EXPORT = "export", gettext_lazy("export")


class WindowState(models.TextChoices):
    """What a window of operation says of the objectives."""

    OPEN = "open", gettext_lazy("not judged yet")
    MET = "met", gettext_lazy("objectives met")
    BREACHED = "breached", gettext_lazy("objective breached")
    UNKNOWN = "unknown", gettext_lazy("can't be judged")


class DutyKind(models.TextChoices):
    """What may wait for somebody."""

    VOTE = "vote", gettext_lazy("a vote")
    PROPOSAL = "proposal", gettext_lazy("a second person")
    RELEASE = "release", gettext_lazy("a release")
    ACCESS = "access", gettext_lazy("access to a source")
    FRAMEWORK = "framework", gettext_lazy("a framework")
    VERDICT = "verdict", gettext_lazy("data")
    FINDING = "finding", gettext_lazy("a finding")
    STAGE = "stage", gettext_lazy("a stage")
    WORK = "work", gettext_lazy("work")
    VACANCY = "vacancy", gettext_lazy("a vacant role")


class TurnKind(models.TextChoices):
    """What has to be done for a use case to move on."""

    START = "start", gettext_lazy("start the first cycle")
    VOTE = "vote", gettext_lazy("vote")
    VACANT = "vacant", gettext_lazy("fill a role that votes")
    CHECKS = "checks", gettext_lazy("mend a check")
    WORK = "work", gettext_lazy("work on the stage")
