"""Who and what at the console: lists to read, and buttons that call services."""

import pytest
from django.apps import apps
from django.urls import reverse

from governance.admin.site import site
from governance.models import Proposal
from projects import store
from projects.models import Comment, Place
from projects.services import comments
from tests.projects.conftest import kinds

MODELS = [
    model for model in apps.get_app_config("projects").get_models() if model in site._registry
]
SURE = {"sure": "yes"}
CATALOGUES = ["place", "datasource", "environment", "environmentrevision"]


@pytest.fixture
def enter(cast, client):
    def sign_in(name):
        client.force_login(cast.user(name))
        return client

    return sign_in


@pytest.fixture
def full(use_case, make, cast, now):
    """A row in most of the tables that the console shows."""
    make.brief(use_case)
    plan = make.plan(use_case, source_ids=[make.source().pk])
    make.dataset(plan)
    make.platform(use_case, make.environment().pk)
    comments.add(actor=cast.ana, subject=f"use_case:{use_case.pk}", text="Who is Jo?", now=now)
    return use_case


def address(model, page, *args):
    return reverse(f"admin:projects_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_an_officer_reads_lists_and_rows(full, enter, model):
    client = enter("ola")
    assert client.get(address(model, "changelist")).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert client.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_an_administrator_reads_catalogues_only(full, enter, model):
    status = enter("ada").get(address(model, "changelist")).status_code
    assert status == (200 if model._meta.model_name in CATALOGUES else 403)


def test_a_place_is_added_by_the_service(make, enter):
    url = address(Place, "list_act", "add")
    values = {"code": "hall-b", "title": "Hall B", "kind": "on_premises", "region": ""}
    assert enter("ada").post(url, values).status_code == 302
    assert Place.objects.get().code == "hall-b"
    assert kinds()[-1] == "place.added"


def test_a_place_that_is_there_is_refused_at_its_field(make, enter, unchanged):
    make.place("hall-b")
    client, url = enter("ada"), address(Place, "list_act", "add")
    with unchanged():
        answer = client.post(url, {"code": "hall-b", "title": "x", "kind": "cloud"})
    assert answer.status_code == 422
    assert "taken; choose another" in answer.content.decode()


def test_an_officer_proposes_to_suspend(full, enter):
    url = address(type(full), "act", full.pk, "suspend")
    assert enter("ola").post(url, {"reason": "Audit."}).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.act, proposal.reason) == ("use_case.suspend", "Audit.")


def test_an_officer_erases_a_text(full, enter):
    row = Comment.objects.get()
    assert enter("ola").post(address(Comment, "act", row.pk, "erase"), SURE).status_code == 302
    row.refresh_from_db()
    assert row.text == ""
    assert kinds()[-1] == "comment.erased"


@pytest.mark.parametrize(("change", "says"), [("", "still has its digest"), ("x", "changed")])
def test_a_file_is_compared_with_its_digest(full, enter, change, says):
    row = full.data_plans.get().versions.get()
    path = store.path(full.scope.key, row.sha256)
    path.write_text(path.read_text() + change)
    url = address(type(row), "act", row.pk, "compare")
    assert says in enter("ola").post(url, SURE, follow=True).content.decode()
