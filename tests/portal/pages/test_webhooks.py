"""The pages of webhooks: made there, seen there, mended there, without a script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Webhook, WebhookMessage
from portal.webhooks import sending
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
LIST = "/use-cases/late-arrivals/webhooks/"


@pytest.fixture
def hook(site, receiver) -> Webhook:
    """One that Dov makes by the form; the page that answers shows its secret."""
    given = {"name": "pipeline", "address": receiver.address, "events": ["finding.opened"]}
    answer = site.client("dov").post(LIST, given)
    assert "whsec_" in answer.content.decode()
    return Webhook.objects.get()


def test_the_secret_is_on_no_page_that_follows(site, hook):
    for address in (LIST, f"/webhooks/{hook.pk}/"):
        said = site.client("dov").get(address).content.decode()
        assert "pipeline" in said
        assert "whsec_" not in said
        assert "key=hidden" not in said


def test_without_one_the_page_says_what_a_webhook_is_for(site):
    assert "tells a pipeline" in words(site.client("dov").get(LIST))


def test_who_may_not_make_one_is_told_who_can(site):
    said = words(site.client("ana").get(LIST))
    assert "IT or DevOps" in said
    assert "Make the webhook" not in said


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(site, lap):
    answer = site.client("dov").post(LIST, {"name": "mine", "address": "https://10.0.0.1/"})
    assert answer.status_code == 422
    said = words(answer)
    assert "PITWALL_WEBHOOK_PRIVATE" in said
    assert "Choose at least one event." in said
    assert 'value="mine"' in answer.content.decode()


def test_a_test_is_sent_and_sent_again_from_the_log(site, lap, hook, receiver):
    dov, address = site.client("dov"), f"/webhooks/{hook.pk}/"
    receiver.answer = lambda _: (500, "out of order")
    assert dov.post(f"{address}test/").status_code == 302
    sending.send_due(clock=lambda: lap.now)
    said = words(dov.get(address))
    assert "The receiver answered 500." in said
    assert "out of order" in said
    row = WebhookMessage.objects.get()
    WebhookMessage.objects.update(dead_at=lap.now)
    assert dov.post(f"/webhooks/messages/{row.pk}/again/").status_code == 302
    sending.send_due(clock=lambda: lap.now)
    assert [one.id for one in receiver.came] == [row.identity] * 2


def test_a_name_can_be_changed_without_answering_for_it(site, hook):
    changed = {"name": "other", "address": "", "events": ["finding.opened"]}
    assert site.client("ivo").post(f"/webhooks/{hook.pk}/change/", changed).status_code == 302
    hook.refresh_from_db()
    assert (hook.name, hook.owner.username) == ("other", "dov")


def test_it_is_paused_resumed_given_a_secret_and_removed(site, hook):
    dov, address = site.client("dov"), f"/webhooks/{hook.pk}/"
    assert dov.post(f"{address}pause/").status_code == 302
    assert "Paused" in words(dov.get(address))
    assert dov.post(f"{address}resume/").status_code == 302
    assert "whsec_" in dov.post(f"{address}rotate/", {"rotate-overlap_hours": "1"}).content.decode()
    assert dov.post(f"{address}remove/").status_code == 302
    assert dov.get(address).status_code == 404


def test_a_stranger_finds_none_of_it(site, hook):
    stan = site.client("stan")
    for address in (LIST, f"/webhooks/{hook.pk}/"):
        assert stan.get(address).status_code == 404
    assert stan.post(f"/webhooks/{hook.pk}/pause/").status_code == 404
    assert stan.get("/webhooks/").status_code == 403


@pytest.mark.parametrize("address", [LIST, "/webhooks/{pk}/"])
def test_pages_ask_the_database_fifteen_times_at_most(site, lap, hook, address, receiver):
    dov = site.client("dov")
    for _ in range(3):
        dov.post(f"/webhooks/{hook.pk}/test/")
    sending.send_due(clock=lambda: lap.now)
    dov.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert dov.get(address.format(pk=hook.pk)).status_code == 200
    assert len(queries) <= 15
