"""Every page in the table takes at most fifteen queries, whoever looks at it in whatever state."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.models import User
from tests.every_page.conftest import ADDRESSES, PAGES
from tests.every_page.table import At
from tests.grounds import bare, full
from tests.grounds.premises import BACKEND, give_passwords
from workflows.mlflow import client as mlflow

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
MOST = 15
GROUNDS = {"full": full.fill, "bare": bare.fill}
# The door to MLflow is no page of ours.
ELSEWHERE = {"mlflow"}


def reader(name: str) -> Client:
    client = Client()
    if name:
        client.force_login(User.objects.get(username=name), backend=BACKEND)
        client.get("/")
    return client


def queries(client: Client, address: str) -> int:
    """How many a page takes; what is to be read after a change was read by a look before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert "Location" not in answer.headers, address
    return len(asked)


def states(ground: str) -> list[tuple[str, str, At]]:
    return [
        (name, state, at)
        for name, page in PAGES.items()
        for state, at in page.states()
        if at.on == ground and name not in ELSEWHERE
    ]


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_page_takes_few_queries(ground, settings, tmp_path, monkeypatch):
    settings.PITWALL_HOME = tmp_path
    facts = GROUNDS[ground](monkeypatch)
    give_passwords()
    monkeypatch.setattr(mlflow, "metric_history", lambda *_a, **_g: {})
    clients: dict[str, Client] = {}
    counted = {}
    for name, state, at in states(ground):
        client = clients.setdefault(at.who, reader(at.who))
        address = at.path(name, ADDRESSES[name].arguments, facts)
        counted[f"{name}, {state}, {at.who or 'nobody'}"] = queries(client, address)
    assert [f"{page}: {count}" for page, count in counted.items() if count > MOST] == []
    assert len(counted) > 20
