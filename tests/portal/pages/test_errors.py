"""Whatever goes wrong becomes a page: what, why, and who can lift it."""

import pytest
from django.test import RequestFactory

from governance.errors import Denied, GateShut, Invalid, NotVisible, StaleState, Unreachable
from portal import errors
from tests.portal.pages.reading import words


def told(error, **headers):
    request = RequestFactory(headers=headers).post("/use-cases/late/propose/")
    request.htmx = bool(headers)
    return errors.respond(request, error)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Denied("You are IT here.", who_can="analyst."), 403, "Who can lift it: analyst."),
        (NotVisible("Secret."), 404, "Nothing to see at this address"),
        (StaleState("Ava was quicker.", remedy="Load again."), 409, "Ava was quicker. Load again."),
        (GateShut(["One vote is missing."]), 409, "One vote is missing."),
        (Invalid({"due_date": "In the past."}), 422, "Due date: In the past."),
        (Unreachable("MLflow doesn't answer."), 503, "MLflow doesn't answer."),
    ],
)
def test_each_error_has_its_status_and_says_why(error, status, said):
    response = told(error)
    assert response.status_code == status
    assert said in words(response)


def test_what_is_not_visible_says_nothing_of_itself():
    assert "Secret" not in words(told(NotVisible("Secret.")))


def test_an_act_refused_leads_back_to_its_page():
    assert b'href="/use-cases/late/"' in told(Denied("No.")).content


def test_who_may_retry_is_told_when():
    assert told(Unreachable("MLflow doesn't answer."))["Retry-After"] == "10"


def test_a_fragment_is_told_to_load_its_page():
    response = told(Denied("No."), **{"hx-request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (200, "true")
    assert response.content == b""
