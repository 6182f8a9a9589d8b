"""What isn't as a model declares is found, wherever in the answer it is."""

from tests.api.generated.making import Generated
from tests.api.generated.truth import untruths

ANA = {"id": 7, "username": "ana", "name": "Ana"}
ROW = {"role": "analyst", "label": "analyst", "vacant": False, "memberships": []}
HELD = {"id": 1, "user": ANA, "role": "analyst", "since": "2026-03-15T12:00:00Z", "until": None}


def found(generated: Generated, model: str, told: dict) -> list[str]:
    return list(untruths(getattr(generated.models, model).from_dict(told), generated.models))


def test_what_is_as_declared_is_let_through(generated: Generated):
    assert found(generated, "Person", ANA) == []
    assert found(generated, "TeamRowOut", ROW | {"memberships": [HELD]}) == []


def test_another_type_and_an_unknown_field_are_found(generated: Generated):
    assert found(generated, "Person", ANA | {"id": "7"}) == [".id is '7'"]
    assert found(generated, "Person", ANA | {"name": None}) == [".name is None"]
    assert found(generated, "Person", ANA | {"age": 40}) == [".age is told nowhere"]


def test_it_is_found_below_too(generated: Generated):
    wrong = HELD | {"until": "later", "user": ANA | {"id": None}}
    said = found(generated, "TeamRowOut", ROW | {"memberships": [HELD, wrong]})
    assert said == [".memberships[1].user.id is None", ".memberships[1].until is 'later'"]
