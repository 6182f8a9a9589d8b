"""Channels over HTTP: an administrator's, their address never shown again."""

from governance.models import Channel, Dispatch

SLACK = "slack://TokenA/TokenB/TokenC"


def test_an_administrator_makes_changes_tries_and_closes_one(api, told):
    ada, body = api("ada"), {"name": "wall", "address": SLACK, "kinds": ["release"]}
    made = ada.post("channels/", body)
    assert made.status_code == 201, made.content
    assert "Token" not in made.content.decode()
    address = f"channels/{made.json()['id']}/"
    changed = ada.put(address, {"name": "wall", "kinds": ["vote"], "use_case": "late-arrivals"})
    assert (changed.json()["kinds"], changed.json()["use_case"]) == (["vote"], "late-arrivals")
    assert Channel.objects.get().address
    assert ada.post(f"{address}test/").status_code == 201
    assert Dispatch.objects.get().channel_id == made.json()["id"]
    assert ada.get(address).json()["closed_at"] is None
    assert ada.delete(address).json()["closed_at"]
    assert Channel.objects.get().address == ""
    assert ada.post(f"{address}test/").status_code == 409


def test_others_don_t_even_see_them(api, unchanged):
    ola = api("ola")
    with unchanged():
        assert ola.get("channels/").status_code == 403
        answer = ola.post("channels/", {"name": "wall", "address": SLACK, "kinds": ["vote"]})
    assert (answer.status_code, answer.json()["who_can"]) == (403, "administrator")


def test_an_address_that_is_none_is_refused_and_not_repeated(api, unchanged):
    ada, body = api("ada"), {"name": "wall", "address": "secret://x", "kinds": ["vote"]}
    with unchanged():
        answer = ada.post("channels/", body)
    assert answer.status_code == 422
    assert "secret" not in answer.json()["fields"]["address"]
