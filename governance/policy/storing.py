"""A resolved policy as plain JSON without floats, and back: what a published version keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from governance.policy.catalogue import CATALOGUE
from governance.policy.documents import (
    ApprovalRule,
    CheckRule,
    Condition,
    DriftRules,
    Layer,
    MonitoringRules,
    Policy,
    ReleaseRules,
    Separation,
    StageRules,
)
from governance.policy.kinds import Number

FORMAT = 1
Json = dict[str, Any]


def to_dict(policy: Policy) -> Json:
    """The whole policy as JSON-ready values; lines of the text aren't kept, decimals are text."""
    return {"format": FORMAT, **_plain_fields(policy)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Condition):
        return {key: list(values) for key, values in value.allowed}
    if hasattr(value, "__dataclass_fields__"):
        return _plain_fields(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def _plain_fields(value: Any) -> Json:
    return {
        one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != "line"
    }


def from_dict(data: Mapping[str, Any]) -> Policy:
    """The policy that `to_dict` wrote; raises ValueError for a format that isn't known."""
    if data.get("format") != FORMAT:
        raise ValueError(f"policy format {data.get('format')!r} isn't known; {FORMAT} is")
    given = {key: _tuple(value) for key, value in data.items() if key != "format"}
    monitoring = data["monitoring"]
    drift = {name: Decimal(value) for name, value in monitoring["drift"].items()}
    return Policy(
        **given
        | {
            "stages": {key: _stage(value) for key, value in data["stages"].items()},
            "layers": tuple(Layer(**one) for one in data["layers"]),
            "separation": Separation(**data["separation"]),
            "release": ReleaseRules(
                **{name: _tuple(value) for name, value in data["release"].items()}
            ),
            "monitoring": MonitoringRules(
                **monitoring
                | {
                    "min_coverage": Decimal(monitoring["min_coverage"]),
                    "drift": DriftRules(**drift),
                }
            ),
        }
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _stage(data: Mapping[str, Any]) -> StageRules:
    return StageRules(
        **{name: _tuple(value) for name, value in data.items()}
        | {
            "checks": tuple(_check(one) for one in data["checks"]),
            "approvals": tuple(_approval(one) for one in data["approvals"]),
        }
    )


def _check(data: Mapping[str, Any]) -> CheckRule:
    kinds = CATALOGUE[data["key"]].params if data["key"] in CATALOGUE else {}
    params = {
        name: Decimal(value) if isinstance(kinds.get(name), Number) else _tuple(value)
        for name, value in data["params"].items()
    }
    return CheckRule(data["key"], params, data["binding"], data["waivable"])


def _approval(data: Mapping[str, Any]) -> ApprovalRule:
    when = data["when"]
    condition = when and Condition(
        tuple((key, tuple(values)) for key, values in sorted(when.items()))
    )
    return ApprovalRule(**{**data, "when": condition})
