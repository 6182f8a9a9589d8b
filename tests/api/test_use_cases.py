"""Use cases over HTTP: listed, begun, read, suspended by two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(program, address: str) -> int:
    """Of the second call: the first writes what lists say of use cases that are new to them."""
    program.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert program.get(address).status_code == 200
    return len(asked)


def test_a_list_asks_no_more_of_many_than_of_one(told, api):
    told.start()
    alone = queries_of(api("ana"), "use-cases/")
    for title in ("Bags", "Gates", "Fuel"):
        told.make.use_case(title)
    assert queries_of(api("ola"), "use-cases/") <= alone + 1
    assert len(api("ola").get("use-cases/").json()["items"]) == 4


@pytest.mark.parametrize(
    "address", ["use-cases/", "board/", "reviews/", "findings/", "notices/", "me/activity/"]
)
def test_each_list_asks_as_much_of_many_as_of_one(told, api, address):
    told.start()
    alone = queries_of(api("ola"), address)
    for title in ("Bags", "Gates"):
        told.make.use_case(title)
    assert queries_of(api("ola"), address) <= alone


def test_environments_and_plans_are_read_with_what_hangs_on_them_at_once(told, api):
    told.ready_to_train()
    plans = f"use-cases/{told.use_case.pk}/data-plans/"
    alone = {one: queries_of(api("ana"), one) for one in ("environments/", plans)}
    (plan,) = api("ana").get(plans).json()["items"]
    assert plan["sources"]
    assert plan["sources"] == list(
        told.use_case.data_plans.get().sources.values_list("pk", flat=True)
    )
    told.make.environment(key="another")
    (newest, _first) = api("ana").get("environments/").json()["items"]
    assert [one["name"] for one in newest["frameworks"]] == sorted(
        one["name"] for one in newest["frameworks"]
    )
    assert newest["frameworks"]
    for address, asked in alone.items():
        assert queries_of(api("ana"), address) <= asked


def test_they_are_filtered_by_where_they_stand(told, api):
    told.start()
    told.make.brief(told.use_case)
    told.make.use_case("Bags")
    late, brief = told.use_case.slug, told.use_case.briefs.get()
    for query, found in (
        ({}, [late]),
        ({"stage": "definition", "role": "analyst", "q": "LATE"}, [late]),
        ({"stage": "release"}, []),
        ({"role": "devops"}, []),
        ({"tier": brief.tier, "residency": brief.residency}, [late]),
        ({"q": "late bags"}, []),
        ({"q": "late", "slug": "bags"}, []),
        ({"q": "late", "lifecycle": "retired"}, []),
        ({"show": "mine", "ordering": "slug"}, [late]),
        ({"show": "service"}, []),
    ):
        items = api("ana").get("use-cases/", query).json()["items"]
        assert [one["slug"] for one in items] == found, query
    both = api("ola").get("use-cases/", {"ordering": "-slug", "q": "a"}).json()["items"]
    assert [one["slug"] for one in both] == [late, "bags"]
    assert api("stan").get("use-cases/", {"q": "late"}).json()["items"] == []
    refused = api("ana").get("use-cases/", {"stage": "lunch"})
    assert refused.status_code == 422
    assert "definition" in refused.json()["fields"]["stage"]


def test_a_filter_waits_for_a_vote_as_the_board_does(told, api):
    told.start()
    told.make.brief(told.use_case)
    assert api("sam").get("use-cases/", {"show": "waiting"}).json()["items"] == []
    told.submit("definition", "ana")
    (one,) = api("sam").get("use-cases/", {"show": "waiting"}).json()["items"]
    assert one["id"] == told.use_case.pk
    assert api("ana").get("use-cases/", {"show": "waiting"}).json()["items"] == []


def test_a_retired_one_is_found_by_its_words_and_not_on_the_board(told, api):
    told.start()
    address = f"use-cases/{told.use_case.pk}/proposals/"
    made = api("ana").post(address, {"act": "retire", "reason": "no need"}).json()
    api("ava").post(f"proposals/{made['id']}/confirm/")
    asked = {"q": "late", "lifecycle": "retired"}
    assert len(api("ana").get("use-cases/", asked).json()["items"]) == 1
    assert api("ana").get("board/", {"q": "late"}).json()["items"] == []


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
