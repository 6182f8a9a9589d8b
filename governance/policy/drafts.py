"""A policy's text as read: what it says itself, each value with its place, `extends` not applied."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from governance.policy import settings, words
from governance.policy.catalogue import CATALOGUE
from governance.policy.documents import Condition
from governance.policy.kinds import Kind, Text
from governance.policy.problems import Problems
from governance.policy.sections import Found, Section
from governance.policy.texts import closest, quoted
from governance.saying import gettext as _

NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Name(Kind):
    """A policy's name: small letters, digits and single hyphens."""

    def read(self, node: Node, problems: Problems) -> str | None:
        if isinstance(node, ScalarNode) and len(node.value) <= 80 and NAME.fullmatch(node.value):
            return str(node.value)
        problems.add(
            node,
            _("%(node)s isn't a policy's name.") % {"node": quoted(node)},
            _("Use small letters, digits and single hyphens, such as restricted-data."),
        )
        return None


@dataclass(frozen=True)
class CheckDraft:
    """A check as written."""

    key: str
    node: Node
    settings: Mapping[str, Found] = field(default_factory=dict)
    params: Mapping[str, Found] = field(default_factory=dict)


@dataclass(frozen=True)
class ApprovalDraft:
    """An approval as written; `settings` holds its role."""

    node: Node
    settings: Mapping[str, Found]
    when: Condition | None

    @property
    def role(self) -> str:
        return str(self.settings["role"].value)


@dataclass(frozen=True)
class StageDraft:
    """A stage as written; `whole` unless an approval couldn't be read."""

    key: str
    node: Node
    settings: Mapping[str, Found]
    checks: tuple[CheckDraft, ...]
    approvals: tuple[ApprovalDraft, ...]
    whole: bool


@dataclass(frozen=True)
class Draft:
    """A whole text as written; `general` holds the found settings of each section."""

    node: Node
    name: Found | None
    extends: Found | None
    general: Mapping[str, Mapping[str, Found]]
    stages: Mapping[str, StageDraft]


def read(root: Node, problems: Problems) -> Draft:
    """The draft that stands under `root`; everything wrong with it goes into `problems`."""
    top = Section(root, problems, _("A policy"))
    name = top.need("policy", Name(), _("Begin it with `policy:` and its name."))
    extends = top.read("extends", Name())
    top.need("title", Text(200), _("Give it one, for people to read."))
    general = {"": top.read_all(settings.SECTIONS[""])} | _groups(top, "")
    stages = _stages(top, problems)
    top.finish()
    return Draft(root, name, extends, general, stages)


def _groups(parent: Section, path: str) -> dict[str, dict[str, Found]]:
    """The groups of settings below a section, those within them too."""
    found: dict[str, dict[str, Found]] = {}
    for name, kinds in settings.SECTIONS.items():
        head, _, key = name.rpartition(".")
        if not name or head != path:
            continue
        group = parent.sub(key, f"`{name}`")
        if group is not None:
            found[name] = group.read_all(kinds)
            found |= _groups(group, name)
            group.finish()
    return found


def _stages(top: Section, problems: Problems) -> dict[str, StageDraft]:
    group = top.sub("stages", "`stages`")
    if group is None:
        return {}
    found = {key: _stage(key, node, problems) for key, node in group.names(words.STAGES).items()}
    group.finish()
    return found


def _stage(key: str, node: Node, problems: Problems) -> StageDraft:
    label = _(words.STAGE_LABELS[key])
    section = Section(node, problems, _("The stage %(label)s") % {"label": label})
    found = section.read_all(settings.STAGE)
    checks = [_check(one, problems) for one in section.each("checks")]
    approvals = [_approval(one, problems) for one in section.each("approvals")]
    section.finish()
    return StageDraft(
        key,
        node,
        found,
        tuple(one for one in checks if one is not None),
        tuple(one for one in approvals if one is not None),
        None not in approvals,
    )


def _check(node: Node, problems: Problems) -> CheckDraft | None:
    """A check's name by itself, or a group with `check:`, its parameters and settings."""
    if not isinstance(node, MappingNode):
        return _check_of(node, None, problems)
    section = Section(node, problems, _("A check"))
    name = section.get("check")
    if name is None:
        problems.add(node, _("This check has no name."), _("Write `check:` and its name."))
        return None
    return _check_of(name, section, problems)


def _check_of(name: Node, section: Section | None, problems: Problems) -> CheckDraft | None:
    if not isinstance(name, ScalarNode) or name.value not in CATALOGUE:
        problems.add(
            name,
            _("There is no check %(name)s.") % {"name": quoted(name)},
            closest(name, list(CATALOGUE)),
        )
        return None
    spec = CATALOGUE[name.value]
    if section is None:
        return CheckDraft(spec.key, name)
    section.what = _("The check %(spec)s") % {"spec": spec.key}
    draft = CheckDraft(
        spec.key, name, section.read_all(settings.CHECK), section.read_all(spec.params)
    )
    section.finish()
    return draft


def _approval(node: Node, problems: Problems) -> ApprovalDraft | None:
    section = Section(node, problems, _("An approval"))
    role = section.need("role", settings.APPROVAL["role"], _("Say whose vote it asks for."))
    found = section.read_all(settings.APPROVAL)
    when = _condition(section, problems)
    section.finish()
    return ApprovalDraft(node, found, when) if role is not None else None


def _condition(approval: Section, problems: Problems) -> Condition | None:
    group = approval.sub("when", "`when`")
    if group is None:
        return None
    allowed = {
        key: _values(key, node, problems) for key, node in group.names(settings.CONDITION).items()
    }
    group.finish()
    if group.is_empty:
        problems.add(
            group.node, _("`when` says nothing."), _("Name tier, residency or classification.")
        )
    return Condition(tuple(sorted((key, values) for key, values in allowed.items())))


def _values(key: str, node: Node, problems: Problems) -> tuple[str, ...]:
    """One word or a list of words, in the order of the vocabulary."""
    parts = node.value if isinstance(node, SequenceNode) else [node]
    found = {settings.CONDITION[key].read(one, problems) for one in parts}
    return tuple(one for one in words.CONDITIONS[key] if one in found)
