"""The way from a policy's text to the policy."""

from collections.abc import Callable
from dataclasses import dataclass

from governance.policy import drafts, reading, resolving
from governance.policy.documents import Layer, Policy
from governance.policy.drafts import Draft
from governance.policy.problems import Problems
from governance.saying import gettext as _


@dataclass(frozen=True)
class Parent:
    """The latest published version of the policy that `extends:` names."""

    policy: Policy
    number: int


LoadParent = Callable[[str], Parent | None]


def parse(source: str, *, load_parent: LoadParent | None = None) -> Policy:
    """The policy that `source`, YAML, says, laid over the one that it extends.

    `load_parent` finds the latest published version by name. Raises PolicyError with every
    problem at once, each with its line, what is wrong and what to write instead.
    """
    problems = Problems()
    draft = drafts.read(reading.nodes(source), problems)
    parent = _parent(draft, load_parent, problems)
    if parent is None and draft.extends is not None:
        problems.raise_if_any()
    layers = _layers(parent)
    policy = resolving.resolve(draft, parent.policy if parent else None, layers, problems)
    problems.raise_if_any()
    return policy


def _layers(parent: Parent | None) -> tuple[Layer, ...]:
    if parent is None:
        return ()
    return (Layer(parent.policy.name, parent.number), *parent.policy.layers)


def _parent(draft: Draft, load: LoadParent | None, problems: Problems) -> Parent | None:
    if draft.extends is None:
        return None
    name, own = draft.extends.value, draft.name.value if draft.name else ""
    if name == own:
        problems.add(draft.extends.node, _("A policy can't extend itself."), _("Name another."))
        return None
    parent = load(name) if load else None
    if parent is None:
        problems.add(
            draft.extends.node,
            _("There is no published policy “%(name)s” to extend.") % {"name": name},
            _("Publish it first, or name one that is."),
        )
    elif own in {layer.name for layer in parent.policy.layers}:
        problems.add(
            draft.extends.node,
            _("“%(name)s” is itself built on “%(own)s”.") % {"name": name, "own": own},
            _("Extend one that isn't."),
        )
        return None
    return parent
