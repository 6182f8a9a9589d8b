"""Reads that pages, API and the loop share."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _

from governance import canonical
from governance.actors import Actor
from governance.models import PolicyVersion
from governance.services.policies import version_rules
from projects import contents, differences, frameworks, risk, subjects
from projects.differences import Change
from projects.models import (
    BriefRevision,
    Comment,
    ContractRevision,
    DataPlan,
    DatasetVersion,
    DataSource,
    EnvironmentRevision,
    Framework,
    PlatformPlan,
    SourceAccess,
    UseCase,
    WorkItem,
)
from projects.words import AccessState, Part


def use_cases(actor: Actor, now: datetime) -> QuerySet[UseCase]:
    """The use cases that this actor may see."""
    return UseCase.objects.visible_to(actor, now).select_related("scope", "policy", "created_by")


def meaningless_fields(use_case: UseCase) -> Collection[str]:
    """The fields of a brief that the newest version of the use case's policy calls wording."""
    newest = PolicyVersion.objects.filter(policy_id=use_case.policy_id).order_by("-number").first()
    return version_rules(newest).meaningless_fields if newest else ()


def latest_brief(use_case: UseCase) -> BriefRevision | None:
    """The newest revision of the brief."""
    return use_case.briefs.prefetch_related("objectives").order_by("-number").first()


def brief_difference(before: BriefRevision, after: BriefRevision) -> tuple[Change, ...]:
    """What changed from one revision of a brief to another, wording told from meaning."""
    return differences.between(
        contents.brief(before),
        contents.brief(after),
        meaningless=meaningless_fields(after.use_case),
    )


def brief_gaps(brief: BriefRevision | None) -> list[str]:
    """What a brief lacks to be complete, as things to do."""
    if brief is None:
        return [_("Write the brief.")]
    return gaps(
        need=brief.need,
        prediction_target=brief.prediction_target,
        objectives=brief.objectives.all(),
        questionnaire=canonical.loads(brief.questionnaire),
    )


def gaps(
    *, need: str, prediction_target: str, objectives: Collection, questionnaire: Mapping[str, str]
) -> list[str]:
    """The same of a brief that isn't written yet."""
    wanted = {
        "Describe the business need.": need,
        "Say what is predicted.": prediction_target,
        "Add an objective.": objectives,
    }
    missing = risk.assess(questionnaire).missing
    return [
        *(todo for todo, there in wanted.items() if not there),
        *(_("Answer: %(text)s") % {"text": risk.QUESTIONS[key].text} for key in missing),
    ]


def latest_plan(use_case: UseCase) -> DataPlan | None:
    """The newest revision of the data plan."""
    return data_plans(use_case).first()


def data_plans(use_case: UseCase) -> QuerySet[DataPlan]:
    """Every revision of the data plan, the newest first, with what it reads."""
    sources = Prefetch("sources", DataSource.objects.select_related("place", "owner"))
    plans = use_case.data_plans.select_related("author").prefetch_related("steps", sources)
    return plans.order_by("-number")


def datasets_of(plan: DataPlan) -> QuerySet[DatasetVersion]:
    """The versions made by a plan, the newest first."""
    return plan.versions.select_related("place", "registered_by").order_by("-pk")


def passed_versions(plan: DataPlan) -> QuerySet[DatasetVersion]:
    """Those of a plan that passed its checks, without what the checks said: enough to choose from."""
    rows = plan.versions.filter(passed=True).order_by("-pk")
    return rows.defer("columns", "check_results")


def opposite_parts(plan: DataPlan, part: str) -> list[DatasetVersion]:
    """What a new version must share no row with: held-out data for training data, and the other
    way round, of any plan of the use case, one version a digest.
    """
    opposite = {Part.TRAIN: Part.HELD_OUT, Part.HELD_OUT: Part.TRAIN}.get(Part(part))
    if opposite is None:
        return []
    rows = DatasetVersion.objects.filter(
        plan__use_case_id=plan.use_case_id, part=opposite, passed=True
    )
    return list({row.sha256: row for row in rows.order_by("pk")}.values())


def latest_platform(use_case: UseCase) -> PlatformPlan | None:
    """The newest revision of the platform plan."""
    return platform_plans(use_case).first()


def platform_plans(use_case: UseCase) -> QuerySet[PlatformPlan]:
    """Every revision of the platform plan, the newest first, with what it takes."""
    plans = use_case.platform_plans.select_related(
        "author", "revision__environment__place", "revision__author"
    )
    return plans.order_by("-number")


def newest_revisions() -> QuerySet[EnvironmentRevision]:
    """The newest revision of each environment."""
    newer = EnvironmentRevision.objects.filter(
        environment=OuterRef("environment"), number__gt=OuterRef("number")
    )
    return EnvironmentRevision.objects.filter(~Exists(newer))


def newest_writings(use_case: UseCase) -> dict[str, int]:
    """The ids of the newest brief, plan, platform plan and contract, of those that there are."""

    def newest(rows: QuerySet, by: str) -> Subquery:
        return Subquery(rows.order_by(f"-{by}").values("pk")[:1])

    mine = {"use_case": OuterRef("pk")}
    contracts = ContractRevision.objects.filter(application__use_case=OuterRef("pk"))
    row: dict[str, Any] = dict(
        UseCase.objects.filter(pk=use_case.pk)
        .values("pk")
        .annotate(
            brief=newest(BriefRevision.objects.filter(**mine), "number"),
            plan=newest(DataPlan.objects.filter(**mine), "number"),
            platform=newest(PlatformPlan.objects.filter(**mine), "number"),
            contract=newest(contracts, "pk"),
        )
        .get()
    )
    return {kind: pk for kind, pk in row.items() if kind != "pk" and pk is not None}


def environments() -> list[EnvironmentRevision]:
    """The newest revision of each environment, by key."""
    rows = newest_revisions().select_related("environment__place")
    return list(rows.prefetch_related("frameworks").order_by("environment__key"))


def environments_with(needed: Mapping[str, str]) -> dict[str, list[str]]:
    """For each framework (name → specifier) the titles of the environments whose newest revision
    has it in a version that satisfies.
    """
    rows = Framework.objects.filter(name__in=needed, revision__in=newest_revisions())
    rows = rows.select_related("revision__environment").order_by("revision__environment__key")
    found: dict[str, list[str]] = {name: [] for name in needed}
    for row in rows if needed else ():
        if frameworks.satisfies(row.version, needed[row.name]):
            found[row.name].append(row.revision.environment.title)
    return found


def access_waiting_for(actor: Actor, now: datetime) -> QuerySet[SourceAccess]:
    """Requests for sources that this actor owns, member of the use case or not; a key of one use
    case sees that one's.
    """
    rows = SourceAccess.objects.filter(source__owner_id=actor.user_id, state=AccessState.ASKED)
    if actor.within is not None:
        rows = rows.filter(scope=actor.within)
    return rows.select_related("use_case", "source", "asked_by").order_by("asked_at")


def discussion(actor: Actor, subject: str, now: datetime) -> QuerySet[Comment]:
    """The comments on an object, pinned ones first. Raises as subjects.find does."""
    kind, about = subjects.find(actor, subject, now)
    rows = Comment.objects.filter(subject_type=kind, subject_id=about.pk).select_related("author")
    return rows.order_by(F("pinned_at").asc(nulls_last=True), "pk")


def work_items(actor: Actor, subject: str, now: datetime) -> QuerySet[WorkItem]:
    """The work items for an object, open ones first. Raises as subjects.find does."""
    kind, about = subjects.find(actor, subject, now)
    rows = WorkItem.objects.filter(subject_type=kind, subject_id=about.pk)
    return rows.select_related("owner").order_by(F("done_at").desc(nulls_first=True), "due", "pk")
