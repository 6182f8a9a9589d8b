"""The fuzzing finds what it looks for: answers off the schema, too few that are good."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from rest_framework.response import Response

from governance.services import tokens
from tests.api.routes import routes
from tests.fuzz.calls import Answer, Caller
from tests.fuzz.operations import operations
from tests.fuzz.tally import Tally


@pytest.fixture
def faults(cast, monkeypatch) -> Callable[[Callable], list[str]]:
    """What is found where somebody's own account is answered so."""
    secret = tokens.make(actor=cast.ana, name="fuzz", now=timezone.now()).secret
    view = next(one.view for one in routes() if one.pattern == "me/")
    operation = next(one for one in operations() if one.label == "GET /api/v1/me/")

    def found(answer: Callable | None) -> list[str]:
        if answer:
            monkeypatch.setattr(view, "get", lambda self, request: answer())
        return Caller(secret)(operation.Case()).faults

    return found


def falls_over() -> Response:
    raise RuntimeError("boom")


def test_an_answer_as_the_schema_has_it_is_no_fault(faults):
    assert faults(None) == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (falls_over, "ServerError"),
        (lambda: Response({}, status=418), "UndefinedStatusCode"),
        (lambda: Response({"id": "one"}), "JsonSchemaError"),
        (lambda: Response({}, content_type="text/csv"), "UndefinedContentType"),
    ],
)
def test_an_answer_that_the_schema_does_not_say_is_a_fault(faults, answer, fault):
    assert any(one.startswith(fault) for one in faults(answer))


@pytest.mark.parametrize(("good", "wrong"), [(3, 0), (2, 1)])
def test_the_share_is_of_what_was_drawn(good, wrong):
    tally = Tally("analyst")
    for number in range(10):
        tally.note(tally.prepared, "GET /", Answer(200), "prepared")
        tally.note(tally.drawn, "GET /", Answer(200 if number < good else 422), "drawn")
    assert len(tally.wrong()) == wrong
