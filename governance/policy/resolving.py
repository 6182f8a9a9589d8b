"""From a draft to a whole policy: laid over its parent, which it may only make stricter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from governance.policy import settings, words
from governance.policy.documents import Layer, Policy
from governance.policy.drafts import Draft
from governance.policy.floors import with_floors
from governance.policy.kinds import Kind
from governance.policy.problems import Problems
from governance.policy.sections import Found
from governance.policy.stages import resolve as resolve_stage
from governance.saying import gettext as _

BLANK: Final = Policy(name="", title="", stages={})


def resolve(
    draft: Draft, parent: Policy | None, layers: tuple[Layer, ...], problems: Problems
) -> Policy:
    """The whole policy; what would weaken `parent` goes into `problems` with its line."""
    base = BLANK if parent is None else replace(parent, description="")
    monitoring = _laid_over(base.monitoring, "monitoring", draft, parent, problems)
    drift = _laid_over(base.monitoring.drift, "monitoring.drift", draft, parent, problems)
    policy = replace(
        _laid_over(base, "", draft, parent, problems),
        name=draft.name.value if draft.name else "",
        layers=layers,
        separation=_laid_over(base.separation, "separation", draft, parent, problems),
        release=_laid_over(base.release, "release", draft, parent, problems),
        monitoring=replace(monitoring, drift=drift),
        stages=_stages(draft, parent, problems),
    )
    return with_floors(policy, draft, problems)


def _laid_over(
    base: Any, section: str, draft: Draft, parent: Policy | None, problems: Problems
) -> Any:
    """`base` with the settings that the draft gives in one section."""
    given = draft.general.get(section, {})
    kinds = settings.SECTIONS[section]
    if parent is not None:
        for name, found in given.items():
            must_not_weaken(name, kinds[name], plain(getattr(base, name)), found, problems)
    return replace(base, **{name: stored(found.value) for name, found in given.items()})


def must_not_weaken(name: str, kind: Kind, old: Any, found: Found, problems: Problems) -> None:
    """Report a value that is weaker than the parent's."""
    remedy = kind.weaker(old, found.value)
    if remedy:
        problems.add(
            found.node,
            _("`%(name)s` would be weaker than in the policy it extends.") % {"name": name},
            remedy,
        )


def plain(value: Any) -> Any:
    """A setting as the text spells it: no residency is `anywhere`."""
    return words.ANYWHERE if value is None else value


def stored(value: Any) -> Any:
    """A setting as the document keeps it: `anywhere` is no residency."""
    return None if value == words.ANYWHERE else value


def _stages(draft: Draft, parent: Policy | None, problems: Problems) -> Mapping[str, Any]:
    """Every stage of the loop, in its order; a policy has to rule over each gate."""
    before = parent.stages if parent else {}
    for key in words.GATED:
        if key not in before and key not in draft.stages:
            problems.add(
                draft.node,
                _("The stage %(key)s is missing.") % {"key": _(words.STAGE_LABELS[key])},
                _("Add `%(key)s:` under `stages:`, or extend a policy that has it.") % {"key": key},
            )
    return {
        key: resolve_stage(key, draft.stages.get(key), before.get(key), problems)
        for key in words.STAGES
        if key in before or key in draft.stages
    }
