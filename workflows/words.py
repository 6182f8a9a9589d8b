"""The closed vocabularies of motion."""

from django.db import models


class Stage(models.TextChoices):
    """The seven stages of the loop, in order."""

    DEFINITION = "definition", "Definition"
    DATA = "data", "Data readiness"
    PLATFORM = "platform", "Platform readiness"
    TRAINING = "training", "Training"
    INTEGRATION = "integration", "Integration"
    RELEASE = "release", "Release"
    OPERATION = "operation", "Operation"


class CycleState(models.TextChoices):
    """Where one lap stands."""

    BUILDING = "building", "building"
    IN_SERVICE = "in_service", "in service"
    ENDED = "ended", "ended"
    ABANDONED = "abandoned", "abandoned"


class AttemptEnd(models.TextChoices):
    """Why an attempt at a stage is over."""

    APPROVED = "approved", "gate opened"
    CARRIED = "carried", "carried over"
    CHANGED = "changed", "content changed"
    REPLACED = "replaced", "replaced by a later release"
    ABANDONED = "abandoned", "cycle abandoned"


class RunStatus(models.TextChoices):
    """MLflow's own words for a run."""

    RUNNING = "RUNNING", "running"
    SCHEDULED = "SCHEDULED", "scheduled"
    FINISHED = "FINISHED", "finished"
    FAILED = "FAILED", "failed"
    KILLED = "KILLED", "killed"


class FrozenKind(models.TextChoices):
    """What of MLflow's can be frozen."""

    EXPERIMENT = "experiment", "experiment"
    RUN = "run", "run"
    LOGGED_MODEL = "logged_model", "logged model"
    MODEL = "model", "registered model"
    VERSION = "version", "model version"


class EvaluationState(models.TextChoices):
    """Where an independent measurement stands."""

    WANTED = "wanted", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "measured"
    FAILED = "failed", "failed"


class EvaluationPurpose(models.TextChoices):
    """Why something was measured; only candidates' tries are numbered and limited."""

    CANDIDATE = "candidate", "candidate"
    CHAMPION = "champion", "champion, for comparison"
    SLICE = "slice", "one period by itself"


class Driver(models.TextChoices):
    """How a release takes effect on a target."""

    LOCAL = "local", "scoring process of Pitwall's own"
    REGISTRY = "registry", "alias in the registry, for whoever reads it"


class ReleaseState(models.TextChoices):
    """Where a version on a target stands."""

    STARTING = "starting", "starting"
    LIVE = "live", "in service"
    FAILED = "failed", "failed"
    REPLACED = "replaced", "replaced"
    STOPPED = "stopped", "stopped"


class ReleaseKind(models.TextChoices):
    """By what right a version was released."""

    APPROVED = "approved", "approved release"
    ROLLBACK = "rollback", "roll-back"
    BREAK_GLASS = "break_glass", "break-glass release"


class ProcessState(models.TextChoices):
    """What the runner saw of a model process."""

    NONE = "none", "not started"
    STARTING = "starting", "starting"
    HEALTHY = "healthy", "healthy"
    UNHEALTHY = "unhealthy", "unhealthy"
    STOPPED = "stopped", "stopped"
    FAILED = "failed", "failed"


class JobState(models.TextChoices):
    """Where long work stands."""

    WANTED = "wanted", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


class JobKind(models.TextChoices):
    """What long work does."""

    TRAINING = "training", "training"
    EVALUATION = "evaluation", "evaluation"
    COMPARISON = "comparison", "comparison"
    SMOKE = "smoke", "smoke test"


class WindowState(models.TextChoices):
    """What a window of operation says of the objectives."""

    OPEN = "open", "not judged yet"
    MET = "met", "objectives met"
    BREACHED = "breached", "objective breached"
    UNKNOWN = "unknown", "can't be judged"


class DutyKind(models.TextChoices):
    """What may wait for somebody."""

    VOTE = "vote", "a vote"
    PROPOSAL = "proposal", "a second person"
    RELEASE = "release", "a release"
    ACCESS = "access", "access to a source"
    FRAMEWORK = "framework", "a framework"
    VERDICT = "verdict", "data"
    FINDING = "finding", "a finding"
    STAGE = "stage", "a stage"
    WORK = "work", "work"
    VACANCY = "vacancy", "a vacant role"


class TurnKind(models.TextChoices):
    """What has to be done for a use case to move on."""

    START = "start", "start the first cycle"
    VOTE = "vote", "vote"
    VACANT = "vacant", "fill a role that votes"
    CHECKS = "checks", "mend a check"
    WORK = "work", "work on the stage"
