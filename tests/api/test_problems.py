"""Whatever is refused under /api/v1/: a problem document, whose type leads to what it means."""

import pytest
from rest_framework.test import APIClient

from governance.errors import PitwallError
from governance.problems import KINDS
from projects.services import sources

OUT_OF_THE_API = "workflows.gateway"


def every(kind: type[PitwallError]):
    for one in kind.__subclasses__():
        yield one
        yield from every(one)


def is_problem(answer, status: int, slug: str) -> dict:
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said["type"] == f"/api/v1/problems/{slug}/"
    assert said["status"] == status
    assert said["title"]
    assert said["detail"]
    assert said["remedy"]
    return said


def test_every_error_of_the_domain_has_a_kind_with_its_status():
    for error in every(PitwallError):
        if not error.__module__.startswith(OUT_OF_THE_API):
            assert KINDS[error.kind].status == error.status, error


@pytest.mark.django_db
def test_a_type_leads_to_what_it_means_whoever_asks(client):
    for kind in KINDS.values():
        said = client.get(kind.type).json()
        assert (said["type"], said["status"]) == (kind.type, kind.status)
        assert said["remedy"]
    assert len(client.get("/api/v1/problems/").json()["items"]) == len(KINDS)
    is_problem(client.get("/api/v1/problems/none-such/"), 404, "not-found")


def test_what_the_framework_refuses_is_a_problem_too(told, api, client):
    ana = api("ana")
    is_problem(client.get("/api/v1/me/"), 401, "not-signed-in")
    assert client.get("/api/v1/me/")["WWW-Authenticate"]
    is_problem(ana.get("nowhere/"), 404, "not-found")
    is_problem(ana.get("\x00/"), 404, "not-found")
    answer = ana.delete("use-cases/")
    is_problem(answer, 405, "method-not-allowed")
    assert answer["Allow"]
    is_problem(ana.get("me/", HTTP_ACCEPT="image/png"), 406, "not-acceptable")
    is_problem(ana.raw("use-cases/", b"x", "text/plain"), 415, "unsupported-media-type")
    is_problem(ana.raw("use-cases/", b"{", "application/json"), 400, "malformed")
    is_problem(ana.get("me/", HTTP_HOST="elsewhere.example"), 400, "malformed")


def test_a_session_without_its_csrf_token_is_told_so(told, cast):
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(cast.user("ana"))
    is_problem(browser.post("/api/v1/use-cases/", {"title": "x"}), 403, "no-csrf-token")


@pytest.mark.parametrize("debug", [True, False])
def test_an_error_that_nobody_foresaw_is_told_without_its_traceback(
    told, api, monkeypatch, settings, debug
):
    settings.DEBUG = debug

    def fall(**given):
        raise RuntimeError("the secret is 12345")

    monkeypatch.setattr(sources, "change", fall)
    program = api("ana")
    program.client.raise_request_exception = False
    answer = program.patch("sources/1/", {"title": "x"})
    is_problem(answer, 500, "failed")
    assert b"12345" not in answer.content
    assert b"RuntimeError" not in answer.content


def test_a_shut_gate_gives_each_reason_with_a_code_and_who_can_lift_it(told, api):
    told.start()
    pins = {"datasets": [{"dataset_id": 1, "part": "train"}]}
    answer = api("dee").post(f"cycles/{told.cycle.pk}/data/", pins)
    said = is_problem(answer, 409, "gate-shut")
    assert said["reasons"]
    for reason in said["reasons"]:
        assert reason["text"]
        assert reason["code"] != "refused"
        assert "who_can" in reason
