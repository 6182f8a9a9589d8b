"""The Data page: access, plan, deliveries, pins, and how much is enough."""

from io import BytesIO

import pytest

from projects.models import DataPlan, DatasetVersion
from tests.portal.pages.reading import words
from tests.projects.conftest import table

pytestmark = pytest.mark.django_db
DATA = "/use-cases/late-arrivals/data/"


def csv(text: str) -> BytesIO:
    file = BytesIO(text.encode())
    file.name = "rows.csv"
    return file


def test_access_is_asked_for_and_granted_by_the_owner_alone(site, lap):
    source = lap.make.source(owner_id=site.cast.id("stan"))
    form = {"ask-source": source.pk, "ask-reason": "To train on it"}
    said = words(site.client("dee").post(DATA + "ask/", form, follow=True))
    assert "is asked for" in said
    assert "Asked" in said
    access = lap.use_case.source_access.get()
    owner = site.client("stan")
    assert "Let Late arrivals read" in words(owner.get(f"/sources/requests/{access.pk}/"))
    assert site.client("dov").get(f"/sources/requests/{access.pk}/").status_code == 404
    refused = owner.post(f"/sources/requests/{access.pk}/", {"decision": "refuse"})
    assert refused.status_code == 422
    owner.post(f"/sources/requests/{access.pk}/", {"decision": "grant"})
    assert "Granted" in words(site.client("dee").get(DATA))


def test_a_plan_is_written_in_lines(site, lap):
    source = lap.make.source()
    form = {
        "sources": [source.pk],
        "target_column": "late",
        "key_column": "flight",
        "split_rule": "by the key",
        "train_rows": "4",
        "steps": "clean: drop what was cancelled @ 3f2a91c",
        "checks": "unique flight\nrange hour 0 24",
        "based_on": "0",
    }
    site.client("dee").post(DATA + "ask/", {"ask-source": source.pk, "ask-reason": "x"})
    response = site.client("dee").post(DATA + "plan/", form, follow=True)
    assert "Data plan 1 is saved." in words(response)
    plan = DataPlan.objects.get()
    assert plan.steps.get().code_revision == "3f2a91c"
    again = site.client("dee").post(DATA + "plan/", {**form, "checks": "unique flight\nfoo x"})
    assert again.status_code == 422
    assert "Line 2, “foo x”: checks are columns" in words(again)


def test_a_delivery_is_checked_and_its_failures_are_told(site, lap):
    lap.start()
    lap.define()
    lap.prepare_data()
    place = lap.train.place_id
    form = {"delivery-part": "train", "delivery-label": "More", "delivery-place": place}
    file = csv(table(first=500))
    response = site.client("dee").post(
        DATA + "register/", {**form, "delivery-file": file}, follow=True
    )
    assert "More is kept" in words(response)
    assert DatasetVersion.objects.filter(label="More").exists()
    assert site.client("dee").post(DATA + "register/", form).status_code == 422
    denied = {**form, "delivery-file": csv(table(first=900))}
    assert site.client("ana").post(DATA + "register/", denied).status_code == 403


def test_rows_are_asked_for_and_answered(site, lap):
    lap.start()
    lap.define()
    lap.prepare_data()
    form = {"want-part": "train", "want-rows": "5", "want-note": "nights are thin"}
    said = words(site.client("sam").post(DATA + "want/", form, follow=True))
    assert "is with the data engineers" in said
    verdict = lap.plan.verdicts.order_by("pk").last()
    client = site.client("dee")
    assert "Deliver 5 rows of training data" in words(client.get(DATA))
    answer = {"deliver-dataset": lap.train.pk, "deliver-answer": "all there is"}
    assert "Round" in words(client.post(f"{DATA}deliver/{verdict.pk}/", answer, follow=True))


def test_data_is_pinned_once_its_gate_is_open(site, lap):
    lap.start()
    lap.define()
    form = {"pin-use": "train"}
    lap.prepare_data()
    response = site.client("dee").post(
        DATA + "pin/", {**form, "pin-dataset": lap.train.pk}, follow=True
    )
    assert "is pinned to this cycle" in words(response)
    wrong = {"pin-dataset": lap.held_out.pk, "pin-use": "train"}
    assert site.client("dee").post(DATA + "pin/", wrong).status_code == 422


def test_held_out_rows_are_not_shown_to_whoever_trains(site, lap):
    lap.start()
    lap.define()
    lap.prepare_data()
    address = f"{DATA}versions/{lap.held_out.pk}/download/"
    assert site.client("sam").post(address).status_code == 403
    response = site.client("dee").post(address)
    assert response.status_code == 200
    assert b"".join(response.streaming_content).count(b"\n") > 1
