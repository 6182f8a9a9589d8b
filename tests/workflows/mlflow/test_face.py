"""MLflow's own pages for somebody signed in to the portal: the way in, the way back, the workspaces."""

import http.client
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.slow_parts
BOARD = "/board/"


@pytest.fixture
def portal(guarded) -> str:
    """Where the gateway believes the portal to be."""
    return f"http://127.0.0.1:{guarded.environment['PORT']}"


@pytest.fixture
def cookie(guarded):
    """The portal session of somebody, as a header."""

    def of(name: str) -> dict[str, str]:
        browser = Client()
        browser.force_login(
            guarded.cast.user(name), backend="django.contrib.auth.backends.ModelBackend"
        )
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        return {"Cookie": f"other=1; {settings.SESSION_COOKIE_NAME}={session}"}

    return of


def call(guarded, path, headers, method="GET", body=None):
    return guarded.call(method, path, body, key="", headers=headers, follow_redirects=False)


def test_the_first_page_has_a_link_back_to_the_portal_s_board(guarded, cookie, portal):
    page = call(guarded, "/", cookie("sam"))
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert f'<a href="{portal}{BOARD}"' in page.text
    assert page.text.rstrip().endswith("← Pitwall</a></body></html>")
    assert page.text.count("<script") == 1, "MLflow's own, and none of ours"


def test_its_length_is_that_of_the_page_that_leaves(guarded, cookie):
    """Read byte by byte: a client that mends lengths would hide a wrong one."""
    place = urlsplit(guarded.url)
    conditions = {"Accept-Encoding": "gzip, br", "If-None-Match": "*", "Range": "bytes=0-9"}
    lengths = []
    for method in ("GET", "HEAD"):
        line = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        line.request(method, "/", headers=cookie("sam") | conditions)
        answer = line.getresponse()
        told, body = int(answer.getheader("Content-Length")), answer.read()
        assert answer.status == 200
        assert answer.getheader("Content-Encoding") is None
        assert answer.getheader("ETag") is None
        assert len(body) == (told if method == "GET" else 0)
        lengths.append(told)
        line.close()
    assert lengths[0] == lengths[1] > 500


def test_whoever_isn_t_signed_in_goes_by_way_of_the_portal(guarded, portal):
    for headers in ({}, {"Cookie": f"{settings.SESSION_COOKIE_NAME}=made-up"}):
        answer = call(guarded, "/", headers)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{portal}/mlflow/"


def test_nobody_goes_round_for_ever_whose_sign_in_doesn_t_reach_the_gateway(guarded, portal):
    answer = call(guarded, "/?from=pitwall", {})
    assert answer.status_code == 403
    assert "your browser doesn't show that here" in answer.text
    assert portal in answer.text


def test_a_person_sees_the_workspaces_of_her_use_cases_and_no_other(guarded, cookie):
    def names(who):
        answer = call(guarded, "/ajax-api/3.0/mlflow/workspaces", cookie(who))
        return {one["name"] for one in answer.json()["workspaces"]}

    mine, other = guarded.use_case.slug, guarded.other.slug
    assert names("sia") == {mine, other}
    assert names("sam") == {mine}
    assert names("stan") == set()


def test_she_switches_among_them_by_their_name(guarded, cookie):
    here = guarded.experiment("hers-here", key=guarded.key("sia"))
    there = guarded.experiment("hers-there", key=guarded.key("sia", guarded.other))

    def seen(who, workspace):
        return call(
            guarded,
            "/ajax-api/2.0/mlflow/experiments/search?max_results=100",
            cookie(who) | {"X-MLFLOW-WORKSPACE": workspace},
        )

    for workspace, mine, foreign in (
        (guarded.use_case.slug, here, there),
        (guarded.other.slug, there, here),
    ):
        ids = {one["experiment_id"] for one in seen("sia", workspace).json()["experiments"]}
        assert mine in ids
        assert foreign not in ids
    foreign, missing = seen("sam", guarded.other.slug), seen("sam", "no-such")
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert "Choose a workspace" in seen("sam", "").json()["message"]


def test_once_signed_out_she_is_told_so(guarded):
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}=ended"}
    answer = call(guarded, "/ajax-api/2.0/mlflow/runs/get?run_id=x", headers)
    assert answer.status_code == 401
    assert "signed out" in answer.json()["message"]


def test_she_writes_from_mlflow_s_pages_and_from_no_other_site(guarded, cookie):
    run = guarded.run()
    headers = cookie("sam") | {"X-MLFLOW-WORKSPACE": guarded.use_case.slug}
    path = "/ajax-api/2.0/mlflow/runs/set-tag"
    body = {"run_id": run, "key": "note", "value": "mine"}
    for origin in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}):
        answer = call(guarded, path, headers | origin, "POST", body)
        assert answer.status_code == 403, origin
    assert call(guarded, path, headers | {"Origin": guarded.url}, "POST", body).status_code == 200


def test_what_is_closed_is_closed_for_her_too(guarded, cookie):
    headers = cookie("sam") | {"X-MLFLOW-WORKSPACE": guarded.use_case.slug}
    for path in ("/ajax-api/3.0/mlflow/assistant/config", "/ajax-api/3.0/mlflow/mcp-servers"):
        assert call(guarded, path, headers).status_code == 403, path


def test_of_model_endpoints_her_page_hears_that_there_are_none_and_a_key_that_they_are_closed(
    guarded, cookie
):
    """The list of runs asks for them each time, and would show a fault each time."""
    path = "/ajax-api/2.0/mlflow/gateway-proxy?gateway_path=api/2.0/endpoints/"
    assert call(guarded, path, cookie("sam")).json() == {"endpoints": []}
    assert guarded.call("GET", path).status_code == 403
    assert call(guarded, path, cookie("sam"), "POST", {}).status_code == 403


def test_no_browser_is_made_to_ask_for_a_password(guarded):
    answer = guarded.get("runs/get", params={"run_id": "x"}, key="")
    assert answer.headers["www-authenticate"] == 'Bearer realm="Pitwall"'
