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
from workflows.models.monitoring import Feedback, Score, Window
from workflows.models.releases import ModelProcess, Release, Target

__all__ = [
    "Candidate",
    "Comparison",
    "Cycle",
    "CycleData",
    "Evaluation",
    "Feedback",
    "FrozenObject",
    "GatewayEvent",
    "Job",
    "MlflowBinding",
    "MlflowServer",
    "ModelProcess",
    "Release",
    "Run",
    "Score",
    "StageAttempt",
    "Target",
    "Window",
]
