"""Examples of what is sent, composed of a word or two for each field."""

from typing import Any

from rest_framework import serializers

from governance.api.fields import Flag, Json, Mapping, Moment, Records, Several

WORDS: dict[str, Any] = {
    "title": "Late arrivals",
    "use_case": "late-arrivals",
    "policy_name": "standard",
    "founder_role": "analyst",
    "subject": "brief:7",
    "stage": "definition",
    "check_key": "residency",
    "reason": "The source moves to another place in May.",
    "why": "An objective was missed in March.",
    "name": "nightly-pipeline",
    "username": "zoe",
    "full_name": "Zoe Lang",
    "email": "zoe@example.org",
    "password": "correct horse battery staple",
    "time_zone": "Europe/Vienna",
    "role": "analyst",
    "key": "flights",
    "code": "vienna",
    "slug": "late-arrivals",
    "due": "2026-03-15",
    "model": "late-arrivals",
    "version": "3",
    "script": "late-arrivals",
    "arguments": ["--rounds=200"],
    "seen_hash": "9f2c" * 16,
    "target_column": "late",
    "split_rule": "the last two months are held out",
    "need": "Crews are planned too late.",
    "prediction_target": "Whether a flight arrives more than 15 minutes late.",
    "source": "name: house-rules\nextends: standard\n",
    "specifier": ">=2",
    "interpreter": "",
    "alias": "champion",
    "driver": "local",
    "report": "Serves on edge-01 to edge-04.",
    "region": "eu",
    "system": "warehouse",
    "reached_by": "postgresql://warehouse/flights",
    "frameworks": {"scikit-learn": ">=1.4"},
    "questionnaire": {},
    "thresholds": {"train": 1000},
    "way": "mail",
    "query": "show=stuck&view=table",
    "address": "https://hooks.example.org/pitwall",
    "typed": {"need": "Crews are planned too late."},
    "objectives": [
        {"metric": "roc_auc", "direction": "at_least", "threshold": "0.80", "measured_on": "both"}
    ],
    "steps": [{"kind": "clean", "title": "Drop cancelled flights", "code_revision": "9f2c1ab"}],
    "checks": [{"check": "no_missing", "column": "late"}],
    "inputs": [{"name": "distance", "type": "double"}],
    "outputs": [{"name": "late", "type": "long"}],
    "smoke_request": [{"distance": 812.0}],
    "phases": [],
    "rows": [{"prediction_id": "p-1", "actual": "1", "event_at": "2026-03-15T12:00:00Z"}],
}
FEEDBACK_CSV = "prediction_id,actual,event_at\np-1,1,2026-03-15T12:00:00Z\n"


def example(takes: serializers.Serializer) -> dict[str, Any]:
    """A body that the serializer takes."""
    return {name: _value(name, field) for name, field in takes.fields.items()}


def _value(name: str, field: serializers.Field | None) -> Any:
    if isinstance(field, serializers.ListSerializer):
        return [_value(name, field.child)]
    if isinstance(field, serializers.Serializer):
        return example(field)
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices))
    if isinstance(field, Several) and name not in WORDS:
        return [_value(name, field.child)]
    if isinstance(field, serializers.IntegerField):
        return 0 if name == "based_on" else 1
    if isinstance(field, serializers.FileField):
        return "flight,late\nA1,0\n"
    if isinstance(field, Moment):
        return "2026-03-15T12:00:00Z"
    return WORDS.get(name, _of_kind(field))


def _of_kind(field: serializers.Field | None) -> Any:
    for kind, value in _KINDS.items():
        if isinstance(field, kind):
            return value
    return "As agreed on Monday."


_KINDS: dict[type, Any] = {
    Flag: True,
    Mapping: {},
    Records: [],
    Json: {},
}
