"""Which rows an archive of a use case holds: what the API shows of it, each table by its scope.

Of data there is what is said about it and never its rows: no file of a dataset, and so nothing
that is held out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from governance.api.people import DelegationOut
from governance.models import Delegation, Finding, Gate, Membership, Proposal, Waiver
from projects.api.applications import ApplicationOut, ContractOut, DeploymentOut
from projects.api.briefs import BRIEFS, BriefOut
from projects.api.data import DATASETS, PLANS, VERDICTS, DatasetOut, PlanOut, VerdictOut
from projects.api.discussion import CommentOut, WorkItemOut
from projects.api.environments import (
    REQUESTS,
    REVISIONS,
    EnvironmentOut,
    PlatformOut,
    RequestOut,
)
from projects.api.oversight import FindingOut, WaiverOut
from projects.api.sources import AccessOut, SourceOut
from projects.api.use_cases import USE_CASES, MembershipOut, ProposalOut, UseCaseOut
from projects.models import (
    Application,
    ApplicationVersion,
    Attachment,
    Comment,
    ContractRevision,
    DataSource,
    PlatformPlan,
    SourceAccess,
    UseCase,
    WorkItem,
)
from workflows.api.cycles import CYCLES, CycleOut, PinOut
from workflows.api.intake import ScoreOut
from workflows.api.jobs import JOBS, JobOut
from workflows.api.models import (
    CANDIDATES,
    EVALUATIONS,
    RUNS,
    CandidateOut,
    ComparisonOut,
    EvaluationOut,
    RunOut,
)
from workflows.api.monitoring import WINDOWS, WindowOut
from workflows.api.releases import RELEASES, ReleaseOut, TargetOut
from workflows.api.reviews import REVIEWS, ReviewDetailOut
from workflows.exports.shown import AttachmentOut, AttemptOut, FeedbackRowOut, GateOut
from workflows.models import Comparison, CycleData, Feedback, Score, StageAttempt, Target

CHUNK = 500


@dataclass(frozen=True)
class Table:
    """Rows of one kind: how they are shown, and which of them belong to a use case."""

    name: str
    out: type[serializers.Serializer]
    of: Callable[[UseCase], QuerySet]

    def chunks(self, case: UseCase) -> Iterator[list[Model]]:
        """The rows in the order of their ids, some hundred at a time, each read by itself."""
        rows, last = self.of(case).order_by("pk"), 0
        while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
            yield chunk
            last = chunk[-1].pk


def scoped(name: str, out: type[serializers.Serializer], rows: QuerySet) -> Table:
    """Rows with a scope of their own."""
    return Table(name, out, lambda case: rows.filter(scope=case.scope_id))


def through(name: str, out: Any, rows: QuerySet, path: str) -> Table:
    """Rows that reach the use case by `path`, and what of the site's catalogues it uses."""
    return Table(name, out, lambda case: rows.filter(**{path: case.pk}).distinct())


_voted = REVIEWS.prefetch_related("votes__voter", "votes__on_behalf_of", "check_results")
_access = SourceAccess.objects.select_related("use_case", "source", "asked_by", "decided_by")

TABLES: tuple[Table, ...] = (
    through("use_case", UseCaseOut, USE_CASES, "pk"),
    scoped("team", MembershipOut, Membership.objects.select_related("user")),
    scoped(
        "delegations",
        DelegationOut,
        Delegation.objects.select_related("giver", "taker", "scope"),
    ),
    scoped("proposals", ProposalOut, Proposal.objects.select_related("scope", "proposed_by")),
    scoped("briefs", BriefOut, BRIEFS),
    scoped("source_access", AccessOut, _access),
    Table(
        "sources",
        SourceOut,
        lambda case: DataSource.objects.select_related("place", "owner", "registered_by").filter(
            pk__in=SourceAccess.objects.filter(scope=case.scope_id).values("source")
        ),
    ),
    scoped("data_plans", PlanOut, PLANS),
    scoped("datasets", DatasetOut, DATASETS),
    scoped("verdicts", VerdictOut, VERDICTS),
    scoped("platform_plans", PlatformOut, PlatformPlan.objects.select_related("author")),
    Table(
        "environments",
        EnvironmentOut,
        lambda case: REVISIONS.prefetch_related("frameworks").filter(
            pk__in=PlatformPlan.objects.filter(scope=case.scope_id).values("revision")
        ),
    ),
    scoped("framework_requests", RequestOut, REQUESTS),
    scoped("applications", ApplicationOut, Application.objects.select_related("scope", "owner")),
    through(
        "deployments",
        DeploymentOut,
        ApplicationVersion.objects.select_related("deployed_by"),
        "application__use_case",
    ),
    scoped("contracts", ContractOut, ContractRevision.objects.select_related("author")),
    scoped("cycles", CycleOut, CYCLES),
    through("pins", PinOut, CycleData.objects.all(), "cycle__use_case"),
    scoped("attempts", AttemptOut, StageAttempt.objects.select_related("scope")),
    scoped("gates", GateOut, Gate.objects.select_related("scope")),
    scoped("reviews", ReviewDetailOut, _voted),
    scoped("findings", FindingOut, Finding.objects.select_related("scope", "owner", "closed_by")),
    scoped("waivers", WaiverOut, Waiver.objects.select_related("scope", "by")),
    scoped("runs", RunOut, RUNS),
    scoped("candidates", CandidateOut, CANDIDATES),
    scoped("evaluations", EvaluationOut, EVALUATIONS),
    scoped("comparisons", ComparisonOut, Comparison.objects.select_related("scope")),
    through("targets", TargetOut, Target.objects.all(), "releases__candidate__cycle__use_case"),
    scoped("releases", ReleaseOut, RELEASES),
    scoped("windows", WindowOut, WINDOWS),
    scoped("jobs", JobOut, JOBS),
    scoped("comments", CommentOut, Comment.objects.select_related("author")),
    scoped("work_items", WorkItemOut, WorkItem.objects.select_related("owner", "created_by")),
    scoped(
        "attachments",
        AttachmentOut,
        Attachment.objects.select_related("scope", "added_by", "erased_by"),
    ),
    scoped("scores", ScoreOut, Score.objects.all()),
    scoped("feedback", FeedbackRowOut, Feedback.objects.all()),
)
