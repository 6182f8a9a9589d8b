"""The tables of motion."""

from workflows.models.candidates import Candidate, Comparison, Evaluation
from workflows.models.cycles import Cycle, CycleData, StageAttempt
from workflows.models.jobs import Job
from workflows.models.links import (
    FrozenObject,
    GatewayEvent,
    MlflowBinding,
    MlflowServer,
    Run,
)
from workflows.models.monitoring import Batch, Feedback, Score, Window
from workflows.models.positions import Bar, Duty, Position, Seat
from workflows.models.readings import Reading
from workflows.models.releases import ModelProcess, Release, Target

__all__ = [
    "Bar",
    "Batch",
    "Candidate",
    "Comparison",
    "Cycle",
    "CycleData",
    "Duty",
    "Evaluation",
    "Feedback",
    "FrozenObject",
    "GatewayEvent",
    "Job",
    "MlflowBinding",
    "MlflowServer",
    "ModelProcess",
    "Position",
    "Reading",
    "Release",
    "Run",
    "Score",
    "Seat",
    "StageAttempt",
    "Target",
    "Window",
]
