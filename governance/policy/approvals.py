"""The approvals of a stage, laid over those of the parent: more may be asked, never less."""

from collections.abc import Iterable
from typing import Any

from governance.policy import settings
from governance.policy.documents import ApprovalRule, Condition
from governance.policy.drafts import ApprovalDraft
from governance.policy.problems import Problems
from governance.saying import gettext as _

Identity = tuple[str, Condition | None]


def resolve(
    before: Iterable[ApprovalRule], drafts: Iterable[ApprovalDraft], problems: Problems
) -> tuple[ApprovalRule, ...]:
    """The rules: one a role and condition. One that the parent has too may only be stricter."""
    rules: dict[Identity, ApprovalRule] = {(one.role, one.when): one for one in before}
    inherited = set(rules)
    seen: dict[Identity, int] = {}
    for draft in drafts:
        identity, line = (draft.role, draft.when), draft.node.start_mark.line + 1
        if identity in seen:
            problems.add(
                draft.node,
                _("Votes of %(role)s are asked for twice.") % {"role": draft.role},
                _("Put it together with line %(identity)s: rules for one role don't add up.")
                % {"identity": seen[identity]},
            )
            continue
        seen[identity] = line
        if identity in inherited:
            _must_not_weaken(rules[identity], draft, problems)
        rules[identity] = _rule(draft, rules.get(identity), line)
    return tuple(rules.values())


def _must_not_weaken(before: ApprovalRule, draft: ApprovalDraft, problems: Problems) -> None:
    for name in ("count", "everyone", "not_author"):
        found = draft.settings.get(name)
        if found is None:
            continue
        remedy = settings.APPROVAL[name].weaker(getattr(before, name), found.value)
        if remedy:
            problems.add(
                found.node,
                _("`%(name)s` would be weaker than in the policy it extends.") % {"name": name},
                remedy,
            )


def _rule(draft: ApprovalDraft, before: ApprovalRule | None, line: int) -> ApprovalRule:
    base = before or ApprovalRule(draft.role, when=draft.when)

    def given(name: str) -> Any:
        found = draft.settings.get(name)
        return getattr(base, name) if found is None else found.value

    return ApprovalRule(
        draft.role,
        count=given("count"),
        everyone=given("everyone"),
        when=draft.when,
        not_author=given("not_author"),
        line=line,
    )
