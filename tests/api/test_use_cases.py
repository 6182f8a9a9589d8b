"""Use cases over HTTP: listed, begun, read, suspended by two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(program, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert program.get(address).status_code == 200
    return len(asked)


def test_a_list_asks_no_more_of_many_than_of_one(told, api):
    told.start()
    alone = queries_of(api("ana"), "use-cases/")
    for title in ("Bags", "Gates", "Fuel"):
        told.make.use_case(title)
    assert queries_of(api("ola"), "use-cases/") <= alone + 1
    assert len(api("ola").get("use-cases/").json()["items"]) == 4


def test_it_begins_one_with_its_founder_in_it(told, api):
    made = api("ana").post("use-cases/", {"title": "Bags", "founder_role": "analyst"})
    assert made.status_code == 201
    assert made.json()["slug"] == "bags"
    team = api("ana").get(f"use-cases/{made.json()['id']}/team/").json()
    analysts = next(row for row in team if row["role"] == "analyst")
    assert [one["user"]["username"] for one in analysts["memberships"]] == ["ana"]
    assert next(row for row in team if row["role"] == "it")["vacant"]


def test_a_misspelt_policy_is_answered_with_the_right_one(told, api, unchanged):
    given = {"title": "Bags", "founder_role": "analyst", "policy_name": "standart"}
    ana = api("ana")
    with unchanged():
        answer = ana.post("use-cases/", given)
    assert answer.status_code == 422
    assert "did you mean standard?" in answer.json()["fields"]["policy_name"]


def test_it_says_of_every_gate_why_it_is_shut(told, api):
    told.start()
    told.make.brief(told.use_case)
    told.submit("definition", "ana")
    told.vote(told.cycle.attempts.get(stage="definition").gate.reviews.get(), "ava")
    stages = api("ana").get(f"use-cases/{told.use_case.pk}/").json()["stages"]
    gate = stages[0]["gate"]
    assert [one["stage"] for one in stages][:2] == ["definition", "data"]
    assert gate["state"] == "asked"
    assert any("Sam" in one["text"] or "data scientist" in one["text"] for one in gate["reasons"])
    assert next(q for q in gate["quorum"] if q["role"] == "data_scientist")["can_still"]
    assert stages[3]["gate"]["reasons"]


def test_suspending_takes_two(told, api):
    address = f"use-cases/{told.use_case.pk}/proposals/"
    made = api("ana").post(address, {"act": "suspend", "reason": "summer"})
    assert made.status_code == 201
    confirm = f"proposals/{made.json()['id']}/confirm/"
    alone = api("ana").post(confirm)
    assert alone.status_code == 403
    assert alone.json()["who_can"]
    assert api("ava").post(confirm).json()["state"] == "confirmed"
    told.use_case.refresh_from_db()
    assert told.use_case.lifecycle == "suspended"
    again = api("ava").post(confirm)
    assert again.status_code == 409


@pytest.mark.parametrize(("verb", "who"), [("decline", "ava"), ("withdraw", "ana")])
def test_a_proposal_can_come_to_nothing(told, api, verb, who):
    address = f"use-cases/{told.use_case.pk}/proposals/"
    made = api("ana").post(address, {"act": "retire", "reason": "no need"}).json()
    ended = api(who).post(f"proposals/{made['id']}/{verb}/")
    assert ended.status_code == 200, ended.content
    told.use_case.refresh_from_db()
    assert told.use_case.lifecycle == "active"


def test_members_read_their_part_of_the_record_and_nobody_elses(told, api):
    other = told.make.use_case("Bags")
    told.cast.join(other.scope, "dee")
    told.start()
    mine = api("ana").get(f"use-cases/{told.use_case.pk}/ledger/", {"limit": 200}).json()["items"]
    assert {one["scope"] for one in mine} == {told.use_case.scope.key}
    asked = {"scope": other.scope.key}
    still = api("ana").get(f"use-cases/{told.use_case.pk}/ledger/", asked).json()["items"]
    assert {one["scope"] for one in still} <= {told.use_case.scope.key}
    assert api("ana").get("ledger/").status_code == 403
    assert api("ola").get("ledger/").status_code == 200
