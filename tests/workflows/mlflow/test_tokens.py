"""What a key opens, and that it stops opening it at the next request."""

import time
from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.models import ApiToken, Membership
from governance.services import memberships, people, tokens
from governance.words import Role, SiteRole
from projects.models import UseCase
from tests.cast import SETUP
from tests.workflows.mlflow.raw import Line

pytestmark = pytest.mark.slow_parts

READ = "/api/2.0/mlflow/experiments/search?max_results=9"
EXPIRED = "This key has expired or been revoked, or never was one."


def reads(guarded, key: str) -> tuple[int, str]:
    answer = guarded.call("GET", READ, key=key)
    return answer.status_code, answer.json().get("error_code", "")


def logs(guarded, key: str) -> tuple[int, str]:
    body = {"name": f"trials {time.monotonic_ns()}"}
    answer = guarded.post("experiments/create", body, key=key)
    return answer.status_code, answer.json().get("error_code", "")


def registers(guarded, key: str) -> tuple[int, str]:
    body = {"name": f"model {time.monotonic_ns()}"}
    answer = guarded.post("registered-models/create", body, key=key)
    return answer.status_code, answer.json().get("error_code", "")


def signed_in(guarded, name: str) -> tuple[Client, dict[str, str]]:
    """A browser in which somebody is signed in to the portal, and what it sends to MLflow's pages."""
    browser = Client()
    browser.force_login(guarded.cast.user(name))
    cookies = "; ".join(f"{key}={one.value}" for key, one in browser.cookies.items())
    return browser, {"Cookie": cookies, "X-MLFLOW-WORKSPACE": guarded.use_case.slug}


OPEN = (200, "")
UNKNOWN = (401, "UNAUTHENTICATED")
REFUSED = (403, "PERMISSION_DENIED")
NOT_THERE = (404, "RESOURCE_DOES_NOT_EXIST")


@pytest.fixture
def made(guarded):
    """A key of Sam's to Late arrivals, of which nobody else knows."""
    return tokens.make(
        actor=guarded.cast.sam, name="one", scope_id=guarded.use_case.scope_id, now=timezone.now()
    )


@pytest.fixture
def sia(guarded):
    """Sia's membership and her key; she is a member again afterwards."""
    key = guarded.key("sia")
    rows = Membership.objects.filter(
        scope=guarded.use_case.scope, user=guarded.cast.user("sia"), until=None
    )
    yield rows.get(), key
    if not rows.exists():
        join(guarded, Role.DATA_SCIENTIST)


def join(guarded, role: Role) -> Membership:
    return memberships.add(
        actor=SETUP,
        scope_id=guarded.use_case.scope_id,
        user_id=guarded.cast.id("sia"),
        role=role,
        now=timezone.now(),
    )


def leave(guarded, membership: Membership) -> None:
    memberships.remove(actor=guarded.cast.ana, membership_id=membership.pk, now=timezone.now())


def test_a_key_expires_while_it_is_used(guarded, made):
    soon = timezone.now() + timedelta(seconds=1)
    ApiToken.objects.filter(pk=made.token.pk).update(expiry=soon)
    with Line(guarded.url) as line:
        assert line.call("GET", READ, key=made.secret).status == 200
        time.sleep(1.1)
        answer = line.call("GET", READ, key=made.secret)
    assert (answer.status, answer.message) == (401, EXPIRED)


def test_a_revoked_key_opens_nothing_at_the_next_request(guarded, made):
    with Line(guarded.url) as line:
        assert line.call("GET", READ, key=made.secret).status == 200
        tokens.revoke(actor=guarded.cast.sam, key=made.token.token_key, now=timezone.now())
        answer = line.call("GET", READ, key=made.secret)
    assert (answer.status, answer.message) == (401, EXPIRED)
    assert logs(guarded, made.secret) == UNKNOWN


@pytest.mark.parametrize(
    ("allows", "wanted"),
    [
        (["read"], (OPEN, REFUSED, REFUSED)),
        (["log"], (REFUSED, OPEN, REFUSED)),
        (["register"], (REFUSED, REFUSED, OPEN)),
        (["act"], (REFUSED, REFUSED, REFUSED)),
        (["read", "log"], (OPEN, OPEN, REFUSED)),
        (["read", "log", "register"], (OPEN, OPEN, OPEN)),
    ],
    ids=["read", "log", "register", "act", "read and log", "all three"],
)
def test_a_key_is_for_what_it_says(guarded, allows, wanted):
    key = guarded.key("sam", allows=allows)
    assert (reads(guarded, key), logs(guarded, key), registers(guarded, key)) == wanted


def test_a_key_that_may_more_than_its_person_may_no_more(guarded):
    key = guarded.key("dee", allows=["read", "log", "register"])
    assert (logs(guarded, key), registers(guarded, key)) == (OPEN, REFUSED)
    key = guarded.key("ivo", allows=["read", "log", "register"])
    assert (reads(guarded, key), logs(guarded, key)) == (OPEN, REFUSED)


def test_a_refusal_says_what_the_key_lacks_and_where_to_make_another(guarded):
    answer = guarded.post(
        "experiments/create", {"name": "x"}, key=guarded.key("sam", allows=["read"])
    )
    assert "doesn't allow “log”" in answer.json()["message"]
    assert f"/use-cases/{guarded.use_case.slug}/runs/" in answer.json()["message"]
    answer = guarded.post("experiments/create", {"name": "x"}, key=guarded.key("ivo"))
    assert "Who can: data scientist or data engineer" in answer.json()["message"]


@pytest.mark.parametrize("user", ["", "sam", "anything"])
def test_the_key_is_the_password_of_basic_whatever_the_name(guarded, user):
    shown = b64encode(f"{user}:{guarded.key()}".encode()).decode()
    for scheme in ("Basic", "basic", "BASIC"):
        answer = guarded.call("GET", READ, key="", headers={"Authorization": f"{scheme} {shown}"})
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "shown",
    [
        "Bearer",
        "Bearer x",
        "Bearer {key} x",
        "Bearer {key},{key}",
        "Bearer x{key}",
        "Bearer {upper}",
        "Token {key}",
        "{key}",
        "Digest {key}",
        "Basic",
        "Basic {key}",
        "Basic !!!",
        "Basic {user}",
        "Basic {swapped}",
        "Basic {latin}",
        "Basic {long}",
        "Bearer pitwall-0",
        "Bearer ' OR 1=1 --",
    ],
)
def test_what_is_no_key_opens_nothing(guarded, shown):
    key = guarded.key()
    text = shown.format(
        key=key,
        upper=key.upper(),
        user=b64encode(b"sam:").decode(),
        swapped=b64encode(f"{key}:sam".encode()).decode(),
        latin=b64encode(b"sam:\xff\xfe").decode(),
        long=b64encode(b"sam:" + b"0" * 5_000).decode(),
    )
    answer = guarded.call("GET", READ, key="", headers={"Authorization": text})
    assert (answer.status_code, answer.json()["error_code"]) == UNKNOWN
    assert answer.headers["www-authenticate"]


def test_a_key_of_no_use_case_opens_the_api_and_no_workspace(guarded):
    made = tokens.make(actor=guarded.cast.sam, name="api", now=timezone.now())
    answer = guarded.call("GET", READ, key=made.secret)
    assert (answer.status_code, answer.json()["error_code"]) == UNKNOWN
    assert "opens Pitwall's API, but no use case in MLflow" in answer.json()["message"]


@pytest.mark.parametrize("state", ["suspended", "retired"])
def test_of_a_use_case_that_rests_everything_is_read_and_nothing_written(guarded, state):
    run = guarded.run()
    rows = UseCase.objects.filter(pk=guarded.use_case.pk)
    rows.update(lifecycle=state)
    try:
        assert reads(guarded, guarded.key()) == OPEN
        assert logs(guarded, guarded.key()) == REFUSED
        assert registers(guarded, guarded.key()) == REFUSED
        assert guarded.post("runs/delete", {"run_id": run}).status_code == 403
        assert reads(guarded, guarded.key("sia", guarded.other)) == OPEN
    finally:
        rows.update(lifecycle="active")
    assert logs(guarded, guarded.key()) == OPEN


def test_who_leaves_finds_nothing_any_more(guarded, sia):
    """Scenario 15, at MLflow: her key stays hers, and opens nothing."""
    membership, key = sia
    run = guarded.run(key=key)
    assert (reads(guarded, key), logs(guarded, key)) == (OPEN, OPEN)
    leave(guarded, membership)
    assert (reads(guarded, key), logs(guarded, key)) == (NOT_THERE, NOT_THERE)
    assert registers(guarded, key) == NOT_THERE
    kept = guarded.get("runs/get", params={"run_id": run})
    assert kept.json()["run"]["info"]["run_id"] == run
    # Her key to the other use case has nothing to do with it.
    assert reads(guarded, guarded.key("sia", guarded.other)) == OPEN
    join(guarded, Role.DATA_SCIENTIST)
    assert logs(guarded, key) == OPEN


def test_who_changes_roles_has_the_rights_of_the_new_one(guarded, sia):
    membership, key = sia
    leave(guarded, membership)
    analyst = join(guarded, Role.ANALYST)
    assert (reads(guarded, key), logs(guarded, key)) == (OPEN, REFUSED)
    leave(guarded, analyst)


def test_a_membership_counts_from_its_beginning_to_its_end(guarded, sia):
    membership, key = sia
    rows = Membership.objects.filter(pk=membership.pk)
    since = membership.since
    rows.update(since=timezone.now() + timedelta(hours=1))
    assert reads(guarded, key) == NOT_THERE
    rows.update(since=since, until=timezone.now() + timedelta(hours=1))
    assert logs(guarded, key) == OPEN
    rows.update(until=timezone.now())
    assert reads(guarded, key) == NOT_THERE
    rows.update(until=None)
    assert logs(guarded, key) == OPEN


def test_who_holds_a_site_role_reads_while_it_lasts(guarded):
    key = guarded.key("oto")
    assert (reads(guarded, key), logs(guarded, key)) == (OPEN, REFUSED)
    people.end_site_role(
        actor=guarded.cast.ada,
        user_id=guarded.cast.id("oto"),
        role=SiteRole.OFFICER,
        now=timezone.now(),
    )
    assert reads(guarded, key) == NOT_THERE


def test_an_account_that_is_closed_opens_nothing(guarded):
    key = guarded.key("ira")
    _, session = signed_in(guarded, "ira")
    assert reads(guarded, key) == OPEN
    assert guarded.call("GET", READ, key="", headers=session).status_code == 200
    people.deactivate(actor=guarded.cast.ada, user_id=guarded.cast.id("ira"), now=timezone.now())
    assert reads(guarded, key) == UNKNOWN
    assert guarded.call("GET", READ, key="", headers=session).status_code in {401, 403}


def test_who_signs_out_is_out(guarded):
    browser, session = signed_in(guarded, "ann")
    assert guarded.call("GET", READ, key="", headers=session).status_code == 200
    browser.logout()
    answer = guarded.call("GET", READ, key="", headers=session)
    assert answer.status_code in {401, 403}
    assert answer.json()["error_code"] in {"UNAUTHENTICATED", "PERMISSION_DENIED"}


def test_a_session_writes_from_pitwalls_own_pages_alone(guarded):
    _, session = signed_in(guarded, "sam")
    own, host = {"Origin": guarded.url}, guarded.url.partition("://")[2]
    for headers, status in (
        (own, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": f"http://evil.example/{host}"}, 403),
        ({"Origin": f"http://{host}.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
    ):
        body = {"name": f"page {time.monotonic_ns()}"}
        answer = guarded.post("experiments/create", body, key="", headers=session | headers)
        assert answer.status_code == status, (headers, answer.text)
