"""Whom an entry concerns, and as what: the first reason counts, so that nobody is told twice."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from governance import gates, queries, rules
from governance.models import (
    Delegation,
    Finding,
    Membership,
    Proposal,
    Review,
    SiteGrant,
    User,
    Webhook,
)
from governance.noticing import NoticeKind
from governance.roll import Roll
from governance.services.policies import version_rules
from governance.words import Role
from portal.notices.event import Event
from projects.models import FrameworkRequest, SourceAccess, Verdict
from workflows.words import WindowState

Reasons = Iterator[tuple[int, NoticeKind]]


def of(event: Event) -> dict[int, NoticeKind]:
    """The people whom this concerns, by id, each with why; who may see it is asked elsewhere."""
    found: dict[int, NoticeKind] = {}
    for user_id, kind in AUDIENCES[event.entry.kind](event):
        found.setdefault(user_id, kind)
    return found


def _voters(event: Event) -> Reasons:
    """Everybody whose vote could count in this round, in a role of theirs or one lent to them."""
    rows = Review.objects.select_related("gate", "submitter", "policy_version")
    rows = rows.prefetch_related("votes__voter", "votes__on_behalf_of", "exclusions__user")
    review = rows.get(pk=event.subject_id)
    policy, roll = version_rules(review.policy_version), Roll(review.scope_id)
    stage = policy.stage(review.gate.stage)
    facts = queries.review_facts(review, policy)
    votes = queries.vote_facts(review, policy, roll, event.now)

    def may(person: User, role: str, giver: User | None = None) -> bool:
        behalf = str(giver.uuid) if giver else ""
        refusal = gates.may_vote(
            rules=stage, binding=facts, votes=votes, person=str(person.uuid), role=role,
            on_behalf_of=behalf,
        )  # fmt: skip
        return refusal is None

    asked = {rule.role for rule in stage.approvals_for(facts.context)}
    for role in sorted(asked):
        for person in roll.holders(role, event.now):
            if may(person, role):
                yield person.pk, NoticeKind.VOTE
    for loan in _loans(review.scope_id, asked, event):
        held = roll.holds(loan.giver_id, loan.role, event.now)
        inside = roll.belongs(loan.taker_id, event.now)
        if held and inside and may(loan.taker, loan.role, loan.giver):
            yield loan.taker_id, NoticeKind.VOTE


def _loans(scope_id: int, roles: set[str], event: Event) -> list[Delegation]:
    rows = Delegation.objects.filter(
        Q(scope=scope_id) | Q(scope=None),
        role__in=roles,
        revoked_at=None,
        since__lte=event.now,
        until__gt=event.now,
    )
    return list(rows.select_related("giver", "taker").order_by("pk"))


def _submitter(event: Event) -> Reasons:
    rows = Review.objects.filter(pk=event.subject_id)
    for user_id in rows.values_list("submitter_id", flat=True):
        yield user_id, NoticeKind.DECIDED


def _mentioned(event: Event) -> Reasons:
    for user_id in _ids(event.data.get("mentioned", ())):
        yield user_id, NoticeKind.MENTION


def _work(event: Event) -> Reasons:
    for user_id in _ids([event.data.get("owner")]):
        yield user_id, NoticeKind.WORK
    yield from _mentioned(event)


def _finding(event: Event) -> Reasons:
    """Its owner; where nobody has taken it, the role it is for; who asked for what lapsed."""
    finding = Finding.objects.select_related("review").get(pk=event.subject_id)
    if finding.owner_id is not None:
        yield finding.owner_id, NoticeKind.FINDING
    elif finding.owner_role:
        yield from _holders(event, NoticeKind.FINDING, finding.owner_role)
    if event.entry.kind == "finding.lapsed" and finding.review is not None:
        yield finding.review.submitter_id, NoticeKind.FINDING


def _release(event: Event) -> Reasons:
    yield from _holders(event, NoticeKind.RELEASE, *Role.values)


def _window(event: Event) -> Reasons:
    """Who answers for a version in service: its operator, its maker, and the business."""
    if event.data.get("state") == WindowState.BREACHED:
        asked = (Role.DEVOPS, Role.DATA_SCIENTIST, Role.ANALYST)
        yield from _holders(event, NoticeKind.WINDOW, *asked)


def _source_owner(event: Event) -> Reasons:
    rows = SourceAccess.objects.filter(pk=event.subject_id)
    for user_id in rows.values_list("source__owner_id", flat=True):
        yield user_id, NoticeKind.ASKED


def _asked_by_action(action: str) -> Callable[[Event], Reasons]:
    """Those of the use case whose role may answer."""

    def audience(event: Event) -> Reasons:
        yield from _holders(event, NoticeKind.ASKED, *rules.RULES[action].roles)

    return audience


def _asker_of(model: Any) -> Callable[[Event], Reasons]:
    def audience(event: Event) -> Reasons:
        rows = model.objects.filter(pk=event.subject_id)
        for user_id in rows.values_list("asked_by_id", flat=True):
            yield user_id, NoticeKind.ANSWERED

    return audience


def _seconds(event: Event) -> Reasons:
    """Who may second an act: members in a role that may, and officers where theirs does."""
    proposal = Proposal.objects.get(pk=event.data["proposal"])
    allowed = rules.RULES[proposal.act].roles
    yield from _holders(event, NoticeKind.ASKED, *allowed)
    members = set(_members(event).values_list("user_id", flat=True))
    grants = SiteGrant.objects.active(event.now).filter(role__in=allowed)
    for user_id in grants.values_list("user_id", flat=True).order_by("user_id"):
        if user_id not in members:
            yield user_id, NoticeKind.ASKED


def _proposer(event: Event) -> Reasons:
    rows = Proposal.objects.filter(pk=event.data["proposal"])
    for user_id in rows.values_list("proposed_by_id", flat=True):
        yield user_id, NoticeKind.ANSWERED


def _person(*names: str) -> Callable[[Event], Reasons]:
    """The people whom the entry itself names."""

    def audience(event: Event) -> Reasons:
        for user_id in _ids([event.data.get(name) for name in names]):
            yield user_id, NoticeKind.ROLE

    return audience


def _webhook(event: Event) -> Reasons:
    """Who answers for a webhook that a rule has paused, and who else may mend it."""
    if not event.data.get("by_rule"):
        return
    rows = Webhook.objects.filter(pk=event.subject_id)
    for user_id in rows.values_list("owner_id", flat=True):
        yield user_id, NoticeKind.WORK
    if event.scope is not None:
        yield from _holders(event, NoticeKind.WORK, *rules.RULES["webhook.manage"].roles)
        return
    keepers = rules.RULES["webhook.manage_site"].roles
    grants = SiteGrant.objects.active(event.now).filter(role__in=keepers)
    for user_id in grants.values_list("user_id", flat=True).order_by("user_id"):
        yield user_id, NoticeKind.WORK


def _members(event: Event) -> Any:
    return Membership.objects.active(event.now).filter(scope=event.scope)


def _holders(event: Event, kind: NoticeKind, *roles: str) -> Reasons:
    rows = _members(event).filter(role__in=roles).order_by("user_id")
    for user_id in rows.values_list("user_id", flat=True):
        yield user_id, kind


def _ids(uuids: Any) -> list[int]:
    rows = User.objects.filter(uuid__in=[one for one in uuids if one]).order_by("pk")
    return list(rows.values_list("pk", flat=True))


AUDIENCES: Mapping[str, Callable[[Event], Reasons]] = {
    "review.submitted": _voters,
    "review.approved": _submitter,
    "review.rejected": _submitter,
    "review.changes_asked": _submitter,
    "review.withdrawn": _submitter,
    "review.stale": _submitter,
    "review.revoked": _submitter,
    "review.expired": _submitter,
    "comment.added": _mentioned,
    "work_item.added": _work,
    "work_item.reopened": _work,
    "work_item.due": _work,
    "finding.opened": _finding,
    "finding.assigned": _finding,
    "finding.lapsed": _finding,
    "release.live": _release,
    "release.failed": _release,
    "window.judged": _window,
    "access.asked": _source_owner,
    "access.granted": _asker_of(SourceAccess),
    "access.refused": _asker_of(SourceAccess),
    "access.revoked": _asker_of(SourceAccess),
    "framework.asked": _asked_by_action("framework.answer"),
    "framework.answered": _asker_of(FrameworkRequest),
    "verdict.asked": _asked_by_action("verdict.answer"),
    "verdict.answered": _asker_of(Verdict),
    "proposal.made": _seconds,
    "proposal.confirmed": _proposer,
    "proposal.declined": _proposer,
    "member.added": _person("person"),
    "member.removed": _person("person"),
    "person.site_role_granted": _person("person"),
    "person.site_role_ended": _person("person"),
    "delegation.given": _person("taker"),
    "delegation.revoked": _person("taker", "giver"),
    "webhook.paused": _webhook,
}
