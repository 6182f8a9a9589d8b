"""The record over HTTP: a receipt that a stranger can check, and dead letters tried again."""

import json

from django.utils import timezone

from governance import keys, merkle, notes
from governance.models import Delivery, LedgerEntry
from governance.services import sealing


def test_a_receipt_proves_an_entry_with_the_public_key_alone(told, api):
    told.start()
    entry = LedgerEntry.objects.filter(scope=told.use_case.scope.key).last()
    early = api("ana").get(f"ledger/{entry.pk}/receipt/")
    assert early.status_code == 409
    assert early.json()["remedy"]
    sealing.seal(now=timezone.now())
    receipt = api("ana").get(f"ledger/{entry.pk}/receipt/").json()
    assert receipt["head"]["public_key"] == keys.public_key()
    verifier = notes.Verifier.parse(receipt["head"]["public_key"])
    signed = notes.Checkpoint.parse(verifier.open(receipt["head"]["checkpoint"]))
    leaf = merkle.leaf_hash(receipt["entry"]["body"].encode())
    proof = [bytes.fromhex(one) for one in receipt["entry"]["proof"]]
    assert merkle.verify_inclusion(leaf, receipt["entry"]["seq"], signed.size, proof, signed.root)


def test_officers_verify_the_record_and_take_it_with_them(told, api):
    ola = api("ola")
    assert ola.get("ledger/checkpoint/").status_code == 404
    sealing.seal(now=timezone.now())
    checkpoint = ola.get("ledger/checkpoint/").json()
    verifier = notes.Verifier.parse(checkpoint["public_key"])
    assert notes.Checkpoint.parse(verifier.open(checkpoint["note"])).size == checkpoint["size"]
    report = ola.post("ledger/verification/").json()
    assert (report["ok"], report["sealed"]) == (True, checkpoint["size"])
    taken = ola.post("ledger/export/", {"scope": told.use_case.scope.key})
    head, *entries = b"".join(taken.streaming_content).splitlines()
    assert json.loads(head)["scope"] == told.use_case.scope.key
    assert len(entries) > 1
    assert LedgerEntry.objects.latest("pk").kind == "record.exported"
    for address in ("ledger/verification/", "ledger/export/"):
        assert api("ana").post(address, {}).status_code in {403, 422}


def test_no_address_changes_an_entry(told, api):
    entry = LedgerEntry.objects.first()
    for method in ("post", "put", "patch", "delete"):
        for address in ("ledger/", f"ledger/{entry.pk}/receipt/"):
            assert api("ola").call(method, address).status_code == 405


def test_an_officer_lets_a_dead_letter_start_again(told, api):
    dead = Delivery.objects.create(
        entry_id=1, subscriber="test", run_after=told.now, dead_at=told.now, error="boom"
    )
    assert api("ana").get("dead-letters/").status_code == 403
    (shown,) = api("ada").get("dead-letters/").json()["items"]
    assert (shown["error"], "scope" in shown) == ("boom", False)
    assert api("ana").post(f"dead-letters/{dead.pk}/retry/").status_code == 403
    assert api("ola").post(f"dead-letters/{dead.pk}/retry/").json()["dead_at"] is None
    assert api("ola").post(f"dead-letters/{dead.pk}/retry/").status_code == 409
