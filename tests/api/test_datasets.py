"""Data over HTTP: taken in as a file, handed out with care."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from governance.models import LedgerEntry
from projects import store
from projects.services import datasets
from tests.projects.conftest import table
from tests.story import HELD_OUT


@pytest.fixture
def plan(told):
    told.start()
    told.define()
    return told.make.plan(told.use_case)


@pytest.fixture
def send(plan, told, api):
    place = told.make.place("store")

    def send(content: bytes, who: str = "dee", key: str = "", **given):
        file = SimpleUploadedFile("data.csv", content)
        body = {"file": file, "part": "train", "label": "January", "place_id": place.pk} | given
        address = f"data-plans/{plan.pk}/datasets/"
        keyed = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        sent = encode_multipart(BOUNDARY, body)
        return api(who).client.post(
            f"/api/v1/{address}", sent, content_type=MULTIPART_CONTENT, **keyed
        )

    return send


def test_a_csv_gzipped_or_not_is_known_by_its_text(send):
    plain = send(table().encode())
    assert plain.status_code == 201, plain.content
    twin = send(gzip.compress(table().encode()), label="again")
    assert twin.status_code == 422
    assert "registered already" in twin.json()["fields"]["file"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"a,b\n1,2\n", "flight"),
        (b"", "empty"),
        (b"flight,late\nf1,\xff\n", "UTF-8"),
        (b"flight,late\nf\x001,1\n", "NUL"),
    ],
)
def test_a_file_that_isn_t_the_plan_s_table_is_refused(send, api, unchanged, content, word):
    api("dee")
    with unchanged():
        answer = send(content)
    assert answer.status_code == 422, answer.content
    assert word in answer.json()["fields"]["file"], answer.content


def test_no_file_at_all_is_named(plan, api, unchanged):
    dee = api("dee")
    with unchanged():
        answer = dee.post(f"data-plans/{plan.pk}/datasets/", {"part": "train"}, format="multipart")
    assert answer.status_code == 422
    assert {"file", "label", "place_id"} <= set(answer.json()["fields"])


def test_json_isn_t_taken_for_a_file(plan, api):
    assert api("dee").post(f"data-plans/{plan.pk}/datasets/", {}).status_code == 415


def test_who_trains_reads_training_data_and_never_held_out_bytes(send, api, unchanged):
    train = send(table().encode()).json()["id"]
    held_out = send(HELD_OUT.encode(), part="held_out", label="held-out").json()["id"]
    answer = api("sam").get(f"datasets/{train}/file/")
    assert b"".join(answer.streaming_content) == table().encode()
    sam = api("sam")
    with unchanged():
        assert sam.get(f"datasets/{held_out}/file/").status_code == 403
        assert sam.post(f"datasets/{held_out}/held-out-file/").status_code == 403
    assert api("dee").get(f"datasets/{held_out}/file/").status_code == 403
    opened = api("dee").post(f"datasets/{held_out}/held-out-file/")
    assert b"".join(opened.streaming_content) == HELD_OUT.encode()
    assert LedgerEntry.objects.filter(kind="held_out.opened").count() == 1


def test_with_a_key_it_is_read_before_anything_is_locked(send, plan, monkeypatch):
    """SQLite's only writer would wait for the whole file."""
    inspect, within = datasets._inspect, []

    def watched(*given):
        within.append(list(connection.savepoint_ids))
        return inspect(*given)

    monkeypatch.setattr(datasets, "_inspect", watched)
    first = send(table().encode(), key="k-1")
    assert first.status_code == 201, first.content
    again = send(table().encode(), key="k-1")
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert within == [[]], "the second was answered without reading"
    assert not [path for path in store.folder(plan.scope.key).iterdir() if path.suffix != ".csv"]
