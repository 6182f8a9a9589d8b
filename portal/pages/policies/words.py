"""A policy's rules in sentences, stage by stage."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import checks
from governance.policy import Policy
from governance.policy.documents import ApprovalRule, CheckRule, StageRules
from portal.components.formats import percent
from portal.components.words import STAGES, stage_word
from portal.pages import names


@dataclass(frozen=True)
class Stage:
    """One stage: what it needs, what is checked, whose votes open it, for how long."""

    key: str
    needs: str
    checks: tuple[tuple[str, str], ...]
    approvals: tuple[tuple[str, str], ...]
    spans: tuple[str, ...]


def stages(policy: Policy) -> list[Stage]:
    """The stages in the order of the loop; Operation has no gate."""
    return [_stage(policy.stages[key]) for key in STAGES if key in policy.stages]


def _stage(rules: StageRules) -> Stage:
    needs = names.listed([stage_word(key) for key in rules.needs_to_work])
    begins = ngettext(
        "Begins once %(stages)s is open.",
        "Begins once %(stages)s are open.",
        len(rules.needs_to_work),
    )
    return Stage(
        key=rules.key,
        needs=begins % {"stages": needs} if needs else "",
        checks=tuple((checks.title(one.key), _check(one)) for one in rules.checks),
        approvals=tuple((one.role, _approval(one)) for one in rules.approvals),
        spans=tuple(_spans(rules)),
    )


def _check(rule: CheckRule) -> str:
    said = [
        _("%(name)s: %(value)s") % {"name": name.replace("_", " "), "value": _value(value)}
        for name, value in rule.params.items()
        if value
    ]
    if not rule.binding:
        said.append(_("shown, shuts nothing"))
    if not rule.waivable:
        said.append(_("can’t be waived"))
    return "; ".join(said)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return _("yes") if value is True else str(value).replace("_", " ")


def _approval(rule: ApprovalRule) -> str:
    """How many votes of the role that stands before these words, and under which condition."""
    if rule.everyone:
        words = _("everybody who is that")
    else:
        words = ngettext("%(count)s vote", "%(count)s votes", rule.count) % {"count": rule.count}
    if rule.not_author:
        words += _(", not its author")
    if rule.when:
        words += _(", when %(condition)s") % {"condition": rule.when}
    return words


def _spans(rules: StageRules) -> Iterator[str]:
    for days, one, many in (
        (rules.due_days, _("due after %(n)s day"), _("due after %(n)s days")),
        (rules.remind_days, _("reminds every %(n)s day"), _("reminds every %(n)s days")),
        (
            rules.expires_days,
            _("an approval lasts %(n)s day"),
            _("an approval lasts %(n)s days"),
        ),
    ):
        if days:
            yield (one if days == 1 else many) % {"n": days}


def general(policy: Policy) -> Iterator[tuple[str, str]]:
    """What holds for all stages, as pairs of a name and a sentence."""
    measured = policy.counts == "measured"
    yield (
        _("Figures"),
        _("What Pitwall measures counts; claims are shown beside it.")
        if measured
        else _("What runs claim counts; measurements are shown beside it."),
    )
    yield (
        _("Tries"),
        _("At most %(n)s measurements on the same held-out data.") % {"n": policy.evaluation_limit}
        if policy.evaluation_limit
        else _("As many measurements as anybody likes."),
    )
    yield (
        _("Leavers"),
        _("Votes of people who left their role still count.")
        if policy.votes_of_leavers_count
        else _("Votes of people who left their role no longer count."),
    )
    yield (
        _("Conditions"),
        _("One that isn’t met by its date shuts clearance.")
        if policy.conditions_lapse == "shut"
        else _("One that isn’t met by its date warns."),
    )
    if policy.residency:
        yield _("Residency"), policy.residency.replace("_", "-")
    if policy.sandbox_required:
        yield _("Sandbox"), _("Models run only where a sandbox holds them.")
    yield (
        _("Wording"),
        _("Changing %(fields)s makes no approval stale.")
        % {"fields": names.listed(list(policy.meaningless_fields)) or _("nothing")},
    )
    watch = policy.monitoring
    yield (
        _("Operation"),
        _(
            "Judged by the %(window)s, %(days)s days after its end; needs feedback on %(share)s "
            "and %(rows)s rows."
        )
        % {
            "window": watch.window,
            "days": watch.lateness_days,
            "share": percent(watch.min_coverage),
            "rows": watch.min_rows,
        },
    )
    kinds = [kind.replace("_", " ") for kind in policy.release.kinds]
    yield _("Releases"), _("By these rights: %(kinds)s.") % {"kinds": ", ".join(kinds)}
