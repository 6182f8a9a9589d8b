"""The Connect panel: lines to paste, a key made on the spot, and the way to MLflow's own pages."""

import html

import pytest
from django.utils import timezone

from governance.models import ApiToken
from governance.services import tokens
from portal import clock
from tests.portal.pages.reading import words
from workflows.gateway.guard import callers
from workflows.models import MlflowBinding, MlflowServer

pytestmark = pytest.mark.django_db
RUNS = "/use-cases/late-arrivals/runs/"


@pytest.fixture
def bound(site, lap, settings):
    """A use case with a workspace on Pitwall's own server."""
    settings.GATEWAY_URL = "http://pitwall.example:8001"
    lap.start()
    lap.bind()
    return lap


def test_before_a_key_is_made_a_placeholder_stands_in_its_place(site, bound):
    said = words(site.client("sam").get(RUNS))
    assert "export MLFLOW_TRACKING_URI=http://pitwall.example:8001" in said
    assert 'export MLFLOW_TRACKING_TOKEN="a key, made below"' in said
    assert f"export MLFLOW_WORKSPACE={MlflowBinding.objects.get().workspace}" in said
    assert '$env:MLFLOW_TRACKING_TOKEN = "a key, made below"' in said
    assert "allows: read, log, register, in this use case alone" in said
    assert b"data-copies" not in site.client("sam").get(RUNS).content
    assert not ApiToken.objects.exists()


def test_a_key_is_made_on_the_spot_and_shown_this_once(site, bound, monkeypatch):
    monkeypatch.setattr(clock, "now", timezone.now)
    client = site.client("sam")
    page = client.post(RUNS)
    said = words(page)
    token = ApiToken.objects.get()
    secret = said.partition("export MLFLOW_TRACKING_TOKEN=")[2].split()[0]
    assert f'$env:MLFLOW_TRACKING_TOKEN = "{secret}"' in said
    assert "Copy these lines now; the key is shown this once" in said
    assert b"data-copies" in page.content
    assert "no-store" in page["Cache-Control"]
    assert (token.user.username, token.scope) == ("sam", bound.use_case.scope)
    assert token.uses == ["read", "log", "register"]
    assert round((token.expiry - token.created).total_seconds() / 86_400) == 30
    caller, why = callers.by_key(secret, timezone.now())
    assert (caller and caller.slug, why) == ("late-arrivals", "")
    assert secret not in words(client.get(RUNS))
    assert secret not in words(client.get("/account/"))


@pytest.mark.parametrize(
    ("name", "uses"),
    [
        ("sam", ["read", "log", "register"]),
        ("dee", ["read", "log"]),
        ("ana", ["read"]),
        ("dov", ["read", "register"]),
    ],
)
def test_it_allows_what_its_maker_may_do(site, bound, name, uses):
    site.client(name).post(RUNS)
    assert ApiToken.objects.get().uses == uses


def test_a_stranger_makes_none(site, bound):
    assert site.client("stan").post(RUNS).status_code == 404
    assert not ApiToken.objects.exists()


def test_one_too_many_is_said_in_the_panel(site, bound):
    for n in range(tokens.MOST):
        tokens.make(actor=site.cast.sam, name=f"laptop {n}", now=bound.now)
    page = site.client("sam").post(RUNS)
    assert page.status_code == 409
    assert "There are 20 tokens already; revoke one that isn't used." in words(page)


def test_it_leads_to_the_workspace_in_mlflow_s_own_pages(site, bound):
    page = html.unescape(site.client("sam").get(RUNS).content.decode())
    workspace = MlflowBinding.objects.get().workspace
    assert f'href="http://pitwall.example:8001/#/experiments?workspace={workspace}"' in page


def test_of_somebody_else_s_server_it_says_that_nothing_is_prevented(site, bound):
    MlflowServer.objects.update(external=True, tracking_uri="https://mlflow.example/")
    said = words(site.client("sam").get(RUNS))
    assert "detective, not preventive" in said
    assert "export MLFLOW_TRACKING_URI=https://mlflow.example" in said
    assert f"export MLFLOW_WORKSPACE={MlflowBinding.objects.get().workspace}" in said
    assert "MLFLOW_TRACKING_TOKEN" not in said
    assert "Make a key" not in said


def test_before_there_is_a_workspace_it_says_when(site, lap):
    said = words(site.client("sam").get(RUNS))
    assert "The MLflow workspace is made within seconds of the first cycle." in said
    assert "Make a key" not in said


def test_the_way_to_mlflow_leads_through_the_sign_in(client, site, settings):
    settings.GATEWAY_URL = "http://pitwall.example:8001"
    asked = client.get("/mlflow/")
    assert asked.status_code == 302
    assert asked["Location"] == "/accounts/login/?next=/mlflow/"
    page = site.client("sam").get("/mlflow/")
    # No redirect: the policy forbids those to another origin after a form, as the sign-in is one.
    assert page.status_code == 200
    assert page["Refresh"] == "0; url=http://pitwall.example:8001/?from=pitwall"
    assert b'href="http://pitwall.example:8001/?from=pitwall"' in page.content
