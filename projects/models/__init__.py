"""The tables of who and what."""

from projects.models.applications import Application, ApplicationVersion, ContractRevision
from projects.models.briefs import BriefRevision, Objective
from projects.models.data import DataPlan, DatasetVersion, PlanStep, Verdict
from projects.models.discussion import Attachment, Comment, WorkItem
from projects.models.environments import (
    Environment,
    EnvironmentRevision,
    Framework,
    FrameworkRequest,
    PlatformPlan,
)
from projects.models.intake import Intake
from projects.models.sources import DataSource, Place, SourceAccess
from projects.models.use_cases import UseCase

__all__ = [
    "Application",
    "ApplicationVersion",
    "Attachment",
    "BriefRevision",
    "Comment",
    "ContractRevision",
    "DataPlan",
    "DataSource",
    "DatasetVersion",
    "Environment",
    "EnvironmentRevision",
    "Framework",
    "FrameworkRequest",
    "Intake",
    "Objective",
    "Place",
    "PlanStep",
    "PlatformPlan",
    "SourceAccess",
    "UseCase",
    "Verdict",
    "WorkItem",
]
