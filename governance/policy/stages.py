"""One stage of a policy, laid over the same stage of its parent."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from governance.policy import settings, words
from governance.policy.approvals import resolve as resolve_approvals
from governance.policy.catalogue import CATALOGUE, NEEDS_OPEN
from governance.policy.documents import CheckRule, StageRules
from governance.policy.drafts import CheckDraft, StageDraft
from governance.policy.problems import Problems
from governance.policy.sections import Found
from governance.policy.texts import listed
from governance.saying import gettext as _


def resolve(
    key: str, draft: StageDraft | None, before: StageRules | None, problems: Problems
) -> StageRules:
    """The stage's rules: what the draft lists is added to what the parent has."""
    base = before or StageRules(key)
    if draft is None:
        return base
    rules = replace(
        _settings(base, draft, before, problems),
        checks=_checks(base, draft, problems),
        approvals=resolve_approvals(base.approvals, draft.approvals, problems),
    )
    if rules.has_gate:
        _must_have_an_opener(rules, draft, problems)
    else:
        _must_be_without_gate(draft, problems)
    return rules


def _settings(
    base: StageRules, draft: StageDraft, before: StageRules | None, problems: Problems
) -> StageRules:
    given = draft.settings
    to_work = _needs(draft, "needs_to_work", base.needs_to_work, problems)
    to_close = _needs(draft, "needs_to_close", base.needs_to_close, problems)
    advisory = _value(given, "advisory_roles", ())
    return replace(
        base,
        needs_to_work=to_work,
        needs_to_close=_in_order({*to_work, *to_close}),
        advisory_roles=tuple(dict.fromkeys((*base.advisory_roles, *advisory))),
        expires_days=_expiry(base, given.get("expires_days"), before is not None, problems),
        due_days=_value(given, "due_days", base.due_days),
        remind_days=_reminder(base, draft, problems),
    )


def _value(given: Any, name: str, otherwise: Any) -> Any:
    return given[name].value if name in given else otherwise


def _in_order(stages: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(stages, key=words.STAGES.index))


def _needs(
    draft: StageDraft, name: str, before: tuple[str, ...], problems: Problems
) -> tuple[str, ...]:
    found = draft.settings.get(name)
    if found is None:
        return before
    earlier = words.STAGES[: words.STAGES.index(draft.key)]
    late = [one for one in found.value if one not in earlier]
    if late:
        problems.add(
            found.node,
            _("%(draft)s can't wait for %(late)s.")
            % {"draft": _(words.STAGE_LABELS[draft.key]), "late": listed(late, "and")},
            _("It may wait for %(earlier)s.") % {"earlier": listed(earlier)}
            if earlier
            else _("It comes first: write []."),
        )
    return _in_order({*before, *found.value})


def _expiry(base: StageRules, found: Found | None, extends: bool, problems: Problems) -> int | None:
    """Days; an extension may shorten them or end what was for good, never lengthen them."""
    if found is None:
        return base.expires_days
    if extends and base.expires_days is not None:
        remedy = settings.STAGE["expires_days"].weaker(base.expires_days, found.value)
        if remedy:
            problems.add(
                found.node, _("Approvals would last longer than in the policy it extends."), remedy
            )
    return int(found.value)


def _reminder(base: StageRules, draft: StageDraft, problems: Problems) -> int | None:
    remind = _value(draft.settings, "remind_days", base.remind_days)
    due = _value(draft.settings, "due_days", base.due_days)
    if remind is not None and due is not None and remind >= due:
        found = draft.settings.get("remind_days") or draft.settings["due_days"]
        problems.add(
            found.node,
            _("A reminder %(remind)s days before the due date comes too early: due are %(due)s.")
            % {"remind": remind, "due": due},
            _("Make remind_days smaller than due_days."),
        )
    return remind if remind is None else int(remind)


def _checks(base: StageRules, draft: StageDraft, problems: Problems) -> tuple[CheckRule, ...]:
    rules = {one.key: one for one in base.checks}
    seen: dict[str, CheckDraft] = {}
    for one in draft.checks:
        if one.key in seen:
            line = seen[one.key].node.start_mark.line + 1
            problems.add(
                one.node,
                _("%(key)s stands here twice.") % {"key": one.key},
                _("Keep this or line %(line)s.") % {"line": line},
            )
            continue
        seen[one.key] = one
        _must_suit(one, draft.key, problems)
        rules[one.key] = _check(one, rules.get(one.key), problems)
    return tuple(rules.values())


def _must_suit(check: CheckDraft, stage: str, problems: Problems) -> None:
    suited = CATALOGUE[check.key].stages
    if stage not in suited:
        problems.add(
            check.node,
            _("%(check)s can't be judged at %(stage)s.")
            % {"check": check.key, "stage": _(words.STAGE_LABELS[stage])},
            _("Put it under %(suited)s.") % {"suited": listed(suited)},
        )


def _check(draft: CheckDraft, before: CheckRule | None, problems: Problems) -> CheckRule:
    """One check; where the parent has it too, no setting and no parameter may be weaker."""
    base = before or CheckRule(draft.key)
    kinds = {**settings.CHECK, **CATALOGUE[draft.key].params}
    old = {"binding": base.binding, "waivable": base.waivable, **base.params}
    for name, found in {**draft.settings, **draft.params}.items():
        if before is None or name not in old:
            continue
        remedy = kinds[name].weaker(old[name], found.value)
        if remedy:
            problems.add(
                found.node,
                _("`%(name)s` would be weaker than in the policy it extends.") % {"name": name},
                remedy,
            )
    binding = _value(draft.settings, "binding", base.binding)
    if draft.key == NEEDS_OPEN and not binding:
        problems.add(draft.node, _("What a stage needs always binds."), _("Take out `binding`."))
    return CheckRule(
        draft.key,
        {**base.params, **{name: found.value for name, found in draft.params.items()}},
        binding=bool(binding),
        waivable=bool(_value(draft.settings, "waivable", base.waivable)),
        line=draft.node.start_mark.line + 1,
    )


def _must_have_an_opener(rules: StageRules, draft: StageDraft, problems: Problems) -> None:
    if draft.whole and all(one.when is not None for one in rules.approvals):
        problems.add(
            draft.node,
            _("Nobody would open the %(rules)s gate.")
            % {"rules": _(words.STAGE_LABELS[rules.key])},
            _("Add an approval without `when:` under `approvals:`."),
        )


def _must_be_without_gate(draft: StageDraft, problems: Problems) -> None:
    nodes = [one.node for one in draft.checks] + [one.node for one in draft.approvals]
    timing = [draft.settings.get(name) for name in ("expires_days", "due_days", "remind_days")]
    nodes += [found.node for found in timing if found is not None]
    for node in nodes:
        problems.add(
            node,
            _("%(draft)s has no gate: it ends when a later release replaces it.")
            % {"draft": _(words.STAGE_LABELS[draft.key])},
            _("Take this out."),
        )
