"""Who may do what, when: a closed table of action × role × state, without a database."""

from collections.abc import Collection
from dataclasses import dataclass

from governance.saying import gettext as _
from governance.saying import gettext_noop

ANALYST = "analyst"
SCIENTIST = "data_scientist"
ENGINEER = "data_engineer"
IT = "it"
DEVELOPER = "app_developer"
DEVOPS = "devops"
OFFICER = "officer"
VALIDATOR = "validator"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

MEMBERS = frozenset({ANALYST, SCIENTIST, ENGINEER, IT, DEVELOPER, DEVOPS})
SITE = frozenset({OFFICER, VALIDATOR, AUDITOR, ADMINISTRATOR})
ACTIVE = frozenset({"active"})
ANY_STATE = frozenset({"active", "suspended", "retired"})

LABELS = {
    ANALYST: gettext_noop("analyst"),
    SCIENTIST: gettext_noop("data scientist"),
    ENGINEER: gettext_noop("data engineer"),
    IT: gettext_noop("IT"),
    DEVELOPER: gettext_noop("app developer"),
    DEVOPS: gettext_noop("DevOps"),
    OFFICER: gettext_noop("governance officer"),
    VALIDATOR: gettext_noop("validator"),
    AUDITOR: gettext_noop("auditor"),
    ADMINISTRATOR: gettext_noop("administrator"),
}


@dataclass(frozen=True)
class Rule:
    """The roles that may do an action, and the lifecycles of a use case in which they may.

    `anywhere` is for acts on catalogues that belong to no use case: the role counts wherever
    it is held.
    """

    roles: frozenset[str]
    states: frozenset[str] = ACTIVE
    anywhere: bool = False


@dataclass(frozen=True)
class Answer:
    """May they? `reason` says why not, `who_can` who may."""

    ok: bool
    reason: str = ""
    who_can: str = ""


def _rule(*roles: str, states: frozenset[str] = ACTIVE, anywhere: bool = False) -> Rule:
    return Rule(frozenset(roles), states, anywhere)


READERS = MEMBERS | {OFFICER, VALIDATOR, AUDITOR}

RULES: dict[str, Rule] = {
    # people and rules of the site
    "person.manage": _rule(ADMINISTRATOR, anywhere=True),
    "site_role.grant": _rule(ADMINISTRATOR, anywhere=True),
    "policy.draft": _rule(OFFICER, anywhere=True),
    "policy.publish": _rule(OFFICER, anywhere=True),
    "place.add": _rule(ADMINISTRATOR, OFFICER, IT, anywhere=True),
    "target.add": _rule(ADMINISTRATOR, anywhere=True),
    "channel.manage": _rule(ADMINISTRATOR, anywhere=True),
    "webhook.manage_site": _rule(OFFICER, ADMINISTRATOR, anywhere=True),
    "delivery.retry": _rule(OFFICER, ADMINISTRATOR, anywhere=True),
    "record.read": _rule(OFFICER, AUDITOR, anywhere=True),
    "source.register": _rule(ENGINEER, anywhere=True),
    "environment.revise": _rule(IT, anywhere=True),
    # one use case
    "use_case.create": _rule(*MEMBERS, OFFICER, anywhere=True),
    "use_case.view": Rule(READERS, ANY_STATE),
    "use_case.export": _rule(ANALYST, SCIENTIST, OFFICER, AUDITOR, states=ANY_STATE),
    "use_case.suspend": _rule(ANALYST, OFFICER),
    "use_case.resume": _rule(ANALYST, OFFICER, states=frozenset({"suspended"})),
    "use_case.retire": _rule(ANALYST, OFFICER, states=frozenset({"active", "suspended"})),
    "team.manage": _rule(ANALYST, OFFICER, states=frozenset({"active", "suspended"})),
    "delegation.give": Rule(MEMBERS),
    "brief.revise": _rule(ANALYST, SCIENTIST),
    "access.ask": _rule(ENGINEER, SCIENTIST),
    "plan.revise": _rule(ENGINEER, SCIENTIST),
    "dataset.register": _rule(ENGINEER),
    "data.read": _rule(SCIENTIST, ENGINEER, OFFICER, states=ANY_STATE),
    "held_out.read": _rule(ENGINEER, OFFICER, states=ANY_STATE),
    "verdict.ask": _rule(SCIENTIST),
    "verdict.answer": _rule(ENGINEER),
    "platform.revise": _rule(IT, SCIENTIST),
    "framework.ask": _rule(SCIENTIST),
    "framework.answer": _rule(IT),
    "application.manage": _rule(DEVELOPER, DEVOPS),
    "contract.revise": _rule(DEVELOPER),
    "smoke.run": _rule(DEVELOPER, DEVOPS),
    "discussion.take_part": Rule(MEMBERS | {OFFICER, VALIDATOR}, ANY_STATE),
    "comment.erase": _rule(OFFICER, states=ANY_STATE),
    "attachment.erase": _rule(OFFICER, states=ANY_STATE),
    "cycle.start": _rule(ANALYST, SCIENTIST, DEVOPS),
    "cycle.abandon": _rule(ANALYST, OFFICER),
    "data.pin": _rule(ENGINEER, SCIENTIST),
    "training.run": _rule(SCIENTIST),
    "candidate.nominate": _rule(SCIENTIST),
    "mlflow.read": Rule(READERS, ANY_STATE),
    "mlflow.log": _rule(SCIENTIST, ENGINEER),
    "mlflow.register": _rule(SCIENTIST),
    "mlflow.destroy": _rule(SCIENTIST),
    "evaluation.ask": _rule(SCIENTIST, VALIDATOR),
    "job.cancel": _rule(SCIENTIST, DEVOPS),
    "review.submit.definition": _rule(ANALYST, SCIENTIST),
    "review.submit.data": _rule(ENGINEER, SCIENTIST),
    "review.submit.platform": _rule(IT, SCIENTIST),
    "review.submit.training": _rule(SCIENTIST),
    "review.submit.integration": _rule(DEVELOPER, DEVOPS),
    "review.submit.release": _rule(DEVOPS, DEVELOPER),
    "review.vote": Rule(MEMBERS | {OFFICER, VALIDATOR}),
    "review.advise": Rule(MEMBERS | {OFFICER, VALIDATOR}),
    "review.revoke": _rule(OFFICER, states=ANY_STATE),
    "waiver.grant": _rule(OFFICER),
    "finding.manage": _rule(ANALYST, SCIENTIST, DEVOPS, IT, ENGINEER, DEVELOPER, OFFICER),
    "release.execute": _rule(DEVOPS),
    "release.roll_back": _rule(DEVOPS),
    "release.stop": _rule(DEVOPS, OFFICER, states=ANY_STATE),
    "release.report": _rule(DEVOPS, states=ANY_STATE),
    "release.break_glass": _rule(DEVOPS, OFFICER),
    "scores.write": _rule(DEVELOPER, DEVOPS, ENGINEER),
    "feedback.write": _rule(DEVELOPER, DEVOPS, ENGINEER),
    # who runs the pipelines that listen, and who answers for where data goes
    "webhook.manage": _rule(DEVOPS, IT, states=ANY_STATE),
    "window.judge": _rule(DEVOPS, SCIENTIST, ANALYST),
}


def answer(
    action: str, *, roles: Collection[str], site_roles: Collection[str], state: str = "active"
) -> Answer:
    """May somebody with these roles do `action` on a use case in `state`?

    `roles` are those held in the use case (for acts on catalogues: anywhere). An officer who is
    a member acts as a member only, so site roles count for nothing where `roles` isn't empty.
    Raises KeyError for an action that isn't in the table.
    """
    rule = RULES[action]
    if not rule.anywhere and state not in rule.states:
        return Answer(
            False,
            _("The use case is %(state)s.") % {"state": state},
            _("Nobody, until that changes."),
        )
    held = set(roles) if roles and not rule.anywhere else set(roles) | set(site_roles)
    if held & rule.roles:
        return Answer(True)
    return Answer(False, _why_not(held, rule), who_can(action))


def who_can(action: str) -> str:
    """The roles that may do `action`, in words, in the order of the table of roles."""
    names = [_(label) for role, label in LABELS.items() if role in RULES[action].roles]
    return (
        _(" or ").join(names)
        if len(names) < 3
        else ", ".join(names[:-1]) + (_(" or %(names)s") % {"names": names[-1]})
    )


def _why_not(held: Collection[str], rule: Rule) -> str:
    mine = [_(label) for role, label in LABELS.items() if role in held]
    where = "anywhere" if rule.anywhere else _("in this use case")
    if not mine:
        return _("You hold no role %(where)s.") % {"where": where}
    return _("You are %(mine)s here; that role can't do this.") % {"mine": " and ".join(mine)}
