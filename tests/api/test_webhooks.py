"""Webhooks over HTTP: made, changed, signed anew, tried, their log read and sent again from."""

import pytest
from django.utils import timezone

from governance import outward
from governance.api import tags
from governance.models import LedgerEntry, Webhook, WebhookMessage
from portal.webhooks import sending

EVENTS = ["finding.opened"]


@pytest.fixture
def hook(told, api, receiver) -> dict:
    """A webhook of the use case, made by DevOps, with its secret."""
    body = {"name": "pipeline", "use_case": "late-arrivals", "events": EVENTS}
    made = api("dov").post("webhooks/", body | {"address": receiver.address})
    assert made.status_code == 201, made.content
    return made.json()


def test_address_and_secret_are_never_shown_again(hook, api, receiver):
    secret = hook["secret"]
    assert secret.startswith("whsec_")
    assert hook["webhook"]["origin"] == f"http://127.0.0.1:{receiver.port}"
    address = f"webhooks/{hook['webhook']['id']}/"
    for shown in (api("dov").get(address), api("ana").get("webhooks/"), api("dov").get("ledger/")):
        assert secret not in shown.content.decode()
        assert "hidden" not in shown.content.decode()
    row = Webhook.objects.get()
    assert "hidden" not in row.address
    assert secret not in row.secrets.get().locked
    assert not LedgerEntry.objects.filter(body__contains="hidden").exists()


def test_a_test_arrives_signed_and_its_try_is_in_the_log(hook, api, receiver, told):
    receiver.answer = lambda _: (200, "thank you")
    receiver.headers = {"X-Request": "7", "Set-Cookie": "secret=1"}
    base = f"webhooks/{hook['webhook']['id']}"
    assert api("dov").post(f"{base}/test/").status_code == 201
    sending.send_due(clock=lambda: told.now)
    (came,) = receiver.came
    assert came.signed_by(hook["secret"])
    assert came.said["type"] == "webhook.test"
    (message,) = api("dov").get(f"{base}/messages/").json()["items"]
    assert message["webhook_id"] == came.id
    (attempt,) = message["tries"]
    assert (attempt["status"], attempt["response_body"]) == (200, "thank you")
    assert attempt["request_body"] == came.body
    assert attempt["request_headers"]["webhook-signature"] == "…"
    assert attempt["response_headers"]["X-Request"] == "7"
    assert "secret=1" not in str(attempt)


def test_what_arrived_is_sent_again_under_its_own_id(hook, api, receiver, told):
    base = f"webhooks/{hook['webhook']['id']}"
    pk = api("dov").post(f"{base}/test/").json()["id"]
    again = f"webhooks/messages/{pk}/redeliver/"
    assert api("dov").post(again).status_code == 409  # it still waits
    sending.send_due(clock=lambda: told.now)
    assert api("ana").post(again).status_code == 403
    assert api("dov").post(again).status_code == 200
    sending.send_due(clock=lambda: told.now)
    first, second = receiver.came
    assert (first.id, first.body) == (second.id, second.body)
    assert LedgerEntry.objects.filter(kind="webhook.redelivered").count() == 1


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://10.0.0.7/hook", "PITWALL_WEBHOOK_PRIVATE"),
        ("https://169.254.169.254/latest/meta-data/", "private network"),
        ("https://[::1]/hook", "private network"),
        ("https://[::ffff:10.0.0.7]/hook", "private network"),
        ("https://0.0.0.0/hook", "private network"),
        ("http://93.184.216.34/hook", "https://"),
        ("ftp://93.184.216.34/", "https://"),
        ("https://ana:secret@93.184.216.34/", "name and password"),
        ("https://", "names a host"),
        ("https://93.184.216.34:99999/", "isn’t an address"),
        ("https://93.184.216.34\\@10.0.0.7/", "backslashes"),
    ],
)
def test_an_address_that_may_not_be_sent_to_is_refused_with_what_to_do(
    told, api, unchanged, address, says
):
    dov = api("dov")
    body = {"name": "x", "use_case": "late-arrivals", "events": EVENTS, "address": address}
    with unchanged():
        answer = dov.post("webhooks/", body)
    assert answer.status_code == 422
    assert says in answer.json()["fields"]["address"]


def test_members_read_but_only_devops_and_it_manage(hook, api):
    address = f"webhooks/{hook['webhook']['id']}/"
    assert api("ana").get(address).status_code == 200
    answer = api("ana").patch(address, {"name": "mine"})
    assert (answer.status_code, answer.json()["who_can"]) == (403, "IT or DevOps")
    assert api("ivo").patch(address, {"name": "ours"}).json()["owner"]["username"] == "dov"
    changed = api("ivo").patch(address, {"events": ["release.live"]}).json()
    assert changed["owner"]["username"] == "ivo"  # what is sent is what he may see


def test_the_site_s_are_kept_by_officers_and_administrators(api, told, receiver):
    body = {"name": "siem", "address": receiver.address, "events": EVENTS}
    assert api("dov").post("webhooks/", body).status_code == 403
    pk = api("ola").post("webhooks/", body).json()["webhook"]["id"]
    assert api("ada").get(f"webhooks/{pk}/").status_code == 200
    assert api("dov").get(f"webhooks/{pk}/").status_code == 404


def test_a_removed_one_is_gone_with_its_secrets(hook, api):
    address = f"webhooks/{hook['webhook']['id']}/"
    assert api("dov").delete(address).status_code == 204
    assert api("dov").get(address).status_code == 404
    row = Webhook.objects.get()
    assert (row.address, row.secrets.count()) == ("", 0)


def test_an_event_that_there_is_not_is_refused(told, api, receiver):
    body = {"name": "x", "use_case": "late-arrivals", "address": receiver.address}
    for events in ([], ["no.such"], ["webhook.test"]):
        answer = api("dov").post("webhooks/", body | {"events": events})
        assert answer.status_code == 422
        assert any(name.startswith("events") for name in answer.json()["fields"])


def test_the_log_has_all_messages_and_by_a_word_those_that_were_set_aside(hook, api, told):
    base = f"webhooks/{hook['webhook']['id']}"
    lost, waits = (api("dov").post(f"{base}/test/").json()["id"] for _ in range(2))
    WebhookMessage.objects.filter(pk=lost).update(dead_at=told.now)

    def listed(**query: str) -> set[int]:
        answer = api("dov").get(f"{base}/messages/", query)
        return {one["id"] for one in answer.json()["items"]}

    assert listed() == {lost, waits}
    assert listed(dead="true") == {lost}
    assert listed(dead="false") == {waits}


def test_one_that_went_away_before_its_turn_to_be_removed_is_not_found(hook, api, monkeypatch):
    address = f"webhooks/{hook['webhook']['id']}/"
    held = tags._hold

    def after_another(view) -> None:
        Webhook.objects.update(removed_at=timezone.now())
        held(view)

    monkeypatch.setattr(tags, "_hold", after_another)
    assert api("dov").delete(address, HTTP_IF_MATCH="*").status_code == 404


def test_for_who_may_not_make_one_no_name_is_looked_up(told, api, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(outward, "judge", asked.append)
    body = {"name": "pipeline", "use_case": "late-arrivals", "events": EVENTS}
    refused = api("ana").post("webhooks/", body | {"address": "https://silent.example/"})
    assert refused.status_code == 403, refused.content
    assert asked == []
