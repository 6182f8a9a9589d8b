"""What changed between two contents that an approval binds to, in people's words, stage by stage.

Pure: contents in, steps out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from governance.words import role_label
from portal.components.formats import measure, short_hash, thousands
from portal.components.words import stage_word
from portal.pages import metric_words, names
from portal.pages.gate import content_text
from portal.pages.gate.change_words import (
    LABELS,
    NOTHING,
    Content,
    Names,
    Step,
    items,
    plain_fields,
)
from projects import risk
from projects.words import MeasuredOn, Part, StepKind


def of(stage: str, before: Content, after: Content, known: Names) -> tuple[Step, ...]:
    """What an approval given on `before` doesn't cover in `after`."""
    tell = _STAGES.get(stage)
    found = list(tell(before, after, known)) if tell else []
    told = _TOLD.get(stage, frozenset())
    found += plain_fields(before, after, skip=told | {"votes_of"})
    found += _voters(before, after)
    return tuple(found)


def _definition(before: Content, after: Content, known: Names) -> Iterator[Step]:
    old, new = (_by_objective(one.get("objectives") or []) for one in (before, after))
    yield from items(old, new, lambda key: _("Objective: %(name)s") % {"name": key})
    old, new = (one.get("questionnaire") or {} for one in (before, after))
    for key in {**old, **new}:
        question = risk.QUESTIONS.get(key)
        told = [_answer(question, one.get(key, "")) for one in (old, new)]
        if told[0] != told[1]:
            yield Step(str(question.text if question else key), *told)


def _answer(question: risk.Question | None, key: str) -> str:
    found = question.answer(key) if question else None
    return str(found.text if found else key)


def _by_objective(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {
        metric_words.label(one["metric"], one.get("segment", "")): _("%(needs)s on %(where)s")
        % {
            "needs": metric_words.needs(one),
            "where": dict(MeasuredOn.choices).get(one.get("measured_on", ""), _("any data")),
        }
        for one in rows
    }


def _data(before: Content, after: Content, known: Names) -> Iterator[Step]:
    old, new = (
        {known.sources.get(key, key): _("read") for key in one.get("sources") or []}
        for one in (before, after)
    )
    yield from items(old, new, lambda key: _("Source: %(name)s") % {"name": key})
    old, new = (_by_step(one.get("steps") or []) for one in (before, after))
    yield from items(old, new, lambda key: _("Step: %(name)s") % {"name": key})
    if list(old) != list(new) and sorted(old) == sorted(new):
        yield Step(_("Order of the steps"), ", ".join(old), ", ".join(new))
    old, new = (_by_part(one.get("thresholds") or {}) for one in (before, after))
    yield from items(old, new, lambda key: _("Rows of %(name)s data at least") % {"name": key})
    old, new = (_by_text(one.get("checks") or []) for one in (before, after))
    yield from items(old, new, lambda key: _("Check of each new version: %(name)s") % {"name": key})


def _by_step(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    kinds = dict(StepKind.choices)
    return {
        f"{one['title']} ({kinds.get(one['kind'], one['kind'])})": _("code %(revision)s")
        % {"revision": one.get("code_revision") or _("without a revision")}
        for one in rows
    }


def _by_part(rows: Mapping[str, int]) -> dict[str, str]:
    parts = dict(Part.choices)
    return {str(parts.get(key, key)): thousands(value) for key, value in rows.items()}


def _by_text(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {content_text.text([one]).lstrip("- ").strip(): _("asked for") for one in rows}


def _platform(before: Content, after: Content, known: Names) -> Iterator[Step]:
    old, new = (one.get("environment") or {} for one in (before, after))
    named = (
        ("key", _("Environment"), known.environments),
        ("place", _("Place"), known.places),
    )
    for key, what, called in named:
        if old.get(key) != new.get(key):
            keys = (str(old.get(key) or ""), str(new.get(key) or ""))
            yield Step(what, *(called.get(one, one) for one in keys))
    for group, note in (("environment", ""), ("load", _("declared load"))):
        old, new = (one.get(group) or {} for one in (before, after))
        yield from plain_fields(old, new, skip={"key", "place", "frameworks"}, note=note)
        first, second = (_pairs(one.get("frameworks") or {}) for one in (old, new))
        what = _("Framework: %(name)s") if group == "environment" else _("Wanted: %(name)s")
        yield from items(first, second, _naming(what))


def _pairs(rows: Mapping[str, str]) -> dict[str, str]:
    """Frameworks: what an environment has by version, what a use case wants by specifier."""
    return {str(name): str(value) or _("any version") for name, value in rows.items()}


def _naming(what: str) -> Callable[[str], str]:
    return lambda key: what % {"name": key}


def _training(before: Content, after: Content, known: Names) -> Iterator[Step]:
    yield from _version(before, after)
    other = before.get("held_out") != after.get("held_out")
    if other:
        digests = (str(before.get("held_out") or ""), str(after.get("held_out") or ""))
        yield Step(_("Held-out data"), *(known.dataset(one) for one in digests))
    old, new = (one.get("evaluation") or {} for one in (before, after))
    note = _("on other rows, so the two don’t compare") if other else _("on the same rows")
    figures = [one.get("objectives") or {} for one in (old, new)]
    for metric in {**figures[0], **figures[1]}:
        told = [measure(metric_words.decimal(one.get(metric)), 3) for one in figures]
        if told[0] != told[1]:
            label = _("Measured %(metric)s") % {"metric": metric_words.label(metric)}
            yield Step(label, told[0], told[1], note)
    same = not other and figures[0] == figures[1]
    if same and old != new:
        yield Step(_("Measurement"), *(_evaluation(one) for one in (old, new)))


def _evaluation(said: Mapping[str, Any]) -> str:
    return _("E-%(id)s, try %(n)s") % said if said else _("none")


def _integration(before: Content, after: Content, known: Names) -> Iterator[Step]:
    yield from _version(before, after)
    old, new = (one.get("contract") or {} for one in (before, after))
    for key, what in (("inputs", _("Input: %(name)s")), ("outputs", _("Output: %(name)s"))):
        first, second = (_columns(one.get(key) or []) for one in (old, new))
        yield from items(first, second, _naming(what))
    if old.get("operational_source") != new.get("operational_source"):
        keys = (old.get("operational_source") or "", new.get("operational_source") or "")
        called = (known.sources.get(one, one) for one in keys)
        yield Step(str(LABELS["operational_source"]), *called)
    if old.get("smoke_request") != new.get("smoke_request"):
        texts = (content_text.text(one.get("smoke_request")) for one in (old, new))
        yield Step(_("Smoke request"), *texts)


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {str(one["name"]): str(one.get("type") or _("any type")) for one in rows}


def _release(before: Content, after: Content, known: Names) -> Iterator[Step]:
    yield from _version(before, after)
    old, new = (one.get("target") or {} for one in (before, after))
    if old.get("key") != new.get("key"):
        keys = (old.get("key") or "", new.get("key") or "")
        yield Step(_("Target"), *(known.targets.get(one, one) for one in keys))
    yield from plain_fields(old, new, skip={"key"})
    old, new = (one.get("cleared_by") or {} for one in (before, after))
    moved = [stage_word(key) for key in {**old, **new} if old.get(key) != new.get(key)]
    if moved:
        yield Step(
            _("Gates that it stands on"),
            NOTHING,
            _("other content at %(stages)s") % {"stages": names.listed(moved)},
        )


def _version(before: Content, after: Content) -> Iterator[Step]:
    """The model version; the same number with other files is said, too."""
    old, new = (one.get("model_version") or {} for one in (before, after))
    if old == new:
        return
    told = tuple(f"{one['model']} v{one['version']}" if one else "" for one in (old, new))
    if told[0] != told[1]:
        yield Step(_("Model version"), *told)
        return
    files = tuple(short_hash(str(one.get("artifacts_sha") or "")) for one in (old, new))
    yield Step(_("Files of %(version)s") % {"version": told[1]}, *files)


def _voters(before: Content, after: Content) -> Iterator[Step]:
    old, new = (
        {role_label(role): _("asked") for role in one.get("votes_of") or []}
        for one in (before, after)
    )
    if "votes_of" in before and "votes_of" in after:
        yield from items(old, new, lambda key: _("Vote of: %(name)s") % {"name": key})


_STAGES: Mapping[str, Callable[[Content, Content, Names], Iterator[Step]]] = {
    "definition": _definition,
    "data": _data,
    "platform": _platform,
    "training": _training,
    "integration": _integration,
    "release": _release,
}
# What the functions above tell in words of their own.
_TOLD: Mapping[str, frozenset[str]] = {
    "definition": frozenset({"objectives", "questionnaire"}),
    "data": frozenset({"sources", "steps", "thresholds", "checks"}),
    "platform": frozenset({"environment", "load"}),
    "training": frozenset({"model_version", "evaluation", "held_out"}),
    "integration": frozenset({"contract", "model_version"}),
    "release": frozenset({"model_version", "target", "cleared_by"}),
}
