"""Teams, lent roles, waivers, findings and discussion over HTTP."""

from governance.services import findings
from tests.cast import SETUP


def test_who_leaves_the_team_sees_it_no_more(told, api):
    case = told.use_case
    team = api("ana").get(f"use-cases/{case.pk}/team/").json()
    scientists = next(row for row in team if row["role"] == "data_scientist")["memberships"]
    sia = next(one for one in scientists if one["user"]["username"] == "sia")
    assert api("sia").get(f"use-cases/{case.pk}/").status_code == 200
    told.tick()
    left = api("ana").delete(f"use-cases/{case.pk}/team/{sia['id']}/")
    assert left.status_code == 200, left.content
    assert left.json()["until"]
    told.tick()
    assert api("sia").get(f"use-cases/{case.pk}/").status_code == 404
    assert api("ana").delete(f"use-cases/{case.pk}/team/999999/").status_code == 404


def test_a_stranger_is_let_in(told, api):
    address = f"use-cases/{told.use_case.pk}/team/"
    given = {"user_id": told.cast.id("stan"), "role": "it"}
    assert api("sam").post(address, given).status_code == 403
    assert api("ana").post(address, given).status_code == 201
    assert api("stan").get(f"use-cases/{told.use_case.pk}/").status_code == 200


def test_a_role_is_lent_and_taken_back(told, api):
    given = {"taker_id": told.cast.id("dee"), "role": "analyst", "until": "2026-03-20T00:00:00Z"}
    made = api("ana").post(f"use-cases/{told.use_case.pk}/delegations/", given)
    assert made.status_code == 201, made.content
    assert len(api("dee").get("delegations/").json()["items"]) == 1
    assert api("sam").get("delegations/").json()["items"] == []
    ended = api("ana").post(f"delegations/{made.json()['id']}/revoke/")
    assert ended.json()["revoked_at"]


def test_a_waiver_is_an_officer_s_and_ends(told, api):
    address = f"use-cases/{told.use_case.pk}/waivers/"
    given = {
        "stage": "data",
        "check_key": "residency",
        "reason": "moving",
        "until": "2026-03-20T00:00:00Z",
    }
    refused = api("ana").post(address, given)
    assert refused.status_code == 403
    assert "officer" in refused.json()["who_can"]
    made = api("ola").post(address, given)
    assert made.status_code == 201, made.content
    wrong = api("ola").post(address, given | {"check_key": "weather"})
    assert "check_key" in wrong.json()["fields"]
    told.tick()
    assert api("ola").post(f"waivers/{made.json()['id']}/revoke/").json()["revoked_at"]


def test_a_finding_is_given_to_somebody_and_resolved(told, api):
    finding, _ = findings.open_(
        actor=SETUP,
        scope_id=told.use_case.scope_id,
        kind="test",
        title="Slow",
        dedupe_key="slow",
        now=told.now,
    )
    given = {"owner_id": told.cast.id("dov"), "due": "2026-03-20T00:00:00Z"}
    assigned = api("ana").post(f"findings/{finding.pk}/assign/", given)
    assert assigned.json()["owner"]["username"] == "dov"
    outsider = {"owner_id": told.cast.id("stan")}
    assert api("ana").post(f"findings/{finding.pk}/assign/", outsider).status_code == 422
    assert api("dov").post(f"findings/{finding.pk}/resolve/", {"resolution": ""}).status_code == 422
    done = api("dov").post(f"findings/{finding.pk}/resolve/", {"resolution": "Faster now"})
    assert done.json()["state"] == "resolved"
    assert api("ana").get("findings/", {"state": "open"}).json()["items"] == []


def test_what_shuts_clearance_is_settled_by_somebody_else_than_its_owner(told, api, unchanged):
    finding, _ = findings.open_(
        actor=SETUP,
        scope_id=told.use_case.scope_id,
        kind="condition",
        title="The schema test runs nightly",
        dedupe_key="nightly",
        owner_id=told.cast.id("ann"),
        shuts_clearance=True,
        now=told.now,
    )
    address, done = f"findings/{finding.pk}/resolve/", {"resolution": "It runs at three."}
    ann = api("ann")
    with unchanged():
        refused = ann.post(address, done)
    assert refused.status_code == 403
    assert refused.json()["detail"].startswith("You own this finding")
    assert "Ana" in refused.json()["who_can"]
    assert "Ann" not in refused.json()["who_can"]
    assert api("ivo").post(address, done).json()["state"] == "resolved"


def test_people_talk_about_a_brief(told, api):
    brief = told.make.brief(told.use_case)
    subject = f"brief:{brief.pk}"
    said = api("ana").post("comments/", {"subject": subject, "text": "Too late for whom?"})
    assert said.status_code == 201
    pk = said.json()["id"]
    assert api("ava").post(f"comments/{pk}/pin/").json()["pinned_at"]
    assert api("ava").delete(f"comments/{pk}/pin/").json()["pinned_at"] is None
    assert api("ana").post(f"comments/{pk}/erase/").status_code == 403
    assert api("ola").post(f"comments/{pk}/erase/").json()["text"] == ""
    given = {"subject": subject, "title": "Ask the crews", "due": "2026-03-10"}
    item = api("ana").post("work-items/", given).json()["id"]
    assert api("ana").post(f"work-items/{item}/done/").json()["done_at"]
    assert api("ana").delete(f"work-items/{item}/done/").json()["done_at"] is None
    wrong = api("ana").post("comments/", {"subject": "moon:1", "text": "Hello"})
    assert "subject" in wrong.json()["fields"]


def test_what_changed_in_a_brief_is_told_meaning_from_wording(told, api):
    before = told.make.brief(told.use_case)
    after = told.make.brief(told.use_case, title="Lateness", need="Crews wait.", now=told.tick())
    changes = api("ana").get(f"briefs/{after.pk}/difference/", {"before": before.pk}).json()
    bears = {one["field"]: one["bears_on_meaning"] for one in changes}
    assert bears == {"title": False, "need": True}
    missing = api("ana").get(f"briefs/{after.pk}/difference/")
    assert "before" in missing.json()["fields"]
    assert api("ana").get(f"briefs/{after.pk}/difference/", {"before": 999}).status_code == 404
