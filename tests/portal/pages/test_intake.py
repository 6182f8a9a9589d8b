"""The guided way to a use case: steps that keep what was typed, and one founding at the end."""

import pytest

from governance import canonical
from governance.models import Membership
from projects.models import BriefRevision, Intake, UseCase
from projects.risk import QUESTIONS
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
NEED = {
    "title": "Gate changes",
    "summary": "Tell which gates will change.",
    "need": "Passengers run from gate to gate.",
    "founder_role": "analyst",
    "policy_name": "standard",
}
AIM = {
    "task": "classification",
    "prediction_target": "Two hours before departure: will the gate change?",
    "metric_0": "roc_auc",
    "threshold_0": "0.85",
    "measured_on_0": "both",
}
LIMITS = {"classification": "internal", "residency": "on_premises"}
RISK = {f"q_{key}": question.answers[0].key for key, question in QUESTIONS.items()}


def post(client, step: str, typed: dict, go: str = "next", **more):
    return client.post(f"/new/{step}/", {**typed, "go": go}, **more)


def walk(client, **team: str):
    """All steps with right answers, up to the last look."""
    for step, typed in (("need", NEED), ("aim", AIM), ("limits", LIMITS), ("risk", RISK)):
        assert post(client, step, typed).status_code == 302, step
    return post(client, "team", team, follow=True)


def typed() -> dict[str, str]:
    return canonical.loads(Intake.objects.get().typed)


def test_the_steps_end_in_a_use_case_with_its_brief_and_its_team(site, lap):
    client = site.client("ana")
    last = walk(client, seat_data_scientist_0="Sam (sam)", seat_it_0="ivo")
    said = words(last)
    assert "Gate changes" in said
    assert "ROC AUC ≥ 0.85" in said
    assert "Low risk by these answers" in said
    assert "Sam data scientist" in said
    response = client.post("/new/review/", {"go": "found"}, follow=True)
    assert "Gate changes is founded, with its first brief." in words(response)
    case = UseCase.objects.get(title="Gate changes")
    brief = BriefRevision.objects.get(use_case=case)
    assert (brief.number, brief.author.username, brief.tier) == (1, "ana", "low")
    assert brief.objectives.get().threshold == brief.objectives.get().threshold.__class__("0.85")
    team = Membership.objects.filter(scope=case.scope).values_list("user__username", "role")
    assert set(team) == {("ana", "analyst"), ("sam", "data_scientist"), ("ivo", "it")}
    assert not Intake.objects.exists()


def test_a_draft_survives_a_reload_and_a_sign_out_and_is_its_author_s_alone(site, lap):
    post(site.client("ana"), "need", NEED)
    again = site.client("ana").get("/new/need/")
    assert "Passengers run from gate to gate." in words(again)
    assert "Passengers run" not in words(site.client("ava").get("/new/need/"))


def test_a_new_visit_goes_on_where_the_draft_was_left(site, lap):
    client = site.client("ana")
    post(client, "need", NEED)
    post(client, "aim", AIM, "leave")
    assert "What is predicted" in words(client.get("/new/"))


def test_what_is_wrong_with_a_step_is_said_with_what_to_do_and_nothing_is_lost(site, lap):
    client = site.client("ana")
    page = post(client, "need", {**NEED, "need": "", "founder_role": ""})
    assert page.status_code == 422
    said = words(page)
    assert "2 things to mend" in said
    assert "Say who needs what, and what it costs that they don’t have it." in said
    assert b'value="Gate changes"' in page.content


def test_an_objective_is_looked_at_in_its_own_step(site, lap):
    client = site.client("ana")
    post(client, "need", NEED)
    page = post(client, "aim", {**AIM, "threshold_0": "lots", "metric_1": "f1"})
    assert page.status_code == 422
    assert b'id="id_threshold_0_error"' in page.content
    assert b'id="id_threshold_1_error"' in page.content
    assert b'value="lots"' in page.content


def test_going_back_keeps_what_isn_t_right_yet(site, lap):
    client = site.client("ana")
    post(client, "need", NEED)
    back = post(client, "aim", {**AIM, "threshold_0": "lots"}, "back")
    assert back["Location"] == "/new/need/"
    assert typed()["threshold_0"] == "lots"
    assert b'value="lots"' in client.get("/new/aim/").content


def test_what_is_typed_is_kept_while_the_page_stays(site, lap):
    client = site.client("ana")
    assert client.post("/new/need/keep/", {"title": "Half a ti"}).status_code == 204
    assert typed()["title"] == "Half a ti"
    assert b'hx-post="/new/need/keep/"' in client.get("/new/need/").content


def test_a_draft_can_be_thrown_away(site, lap):
    client = site.client("ana")
    post(client, "need", NEED)
    said = words(client.post("/new/discard/", follow=True))
    assert "nothing of it is left" in said
    assert not Intake.objects.exists()


def test_the_tier_is_shown_with_its_reason_before_anything_is_founded(site, lap):
    client = site.client("ana")
    said = words(client.get("/new/tier/", {"q_safety": "yes"}))
    assert "High risk by these answers" in said
    assert "a wrong prediction can hurt somebody" in said
    post(client, "risk", {**RISK, "q_safety": "yes"}, "stay")
    assert "High risk by these answers" in words(client.get("/new/risk/"))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Samm", "Nobody with an account is called “Samm”. Did you mean Sam (sam)"),
        ("ana", "You are in it already, and nobody gives himself a role."),
        ("Zzzyx", "Choose from the list, or leave it empty"),
    ],
)
def test_a_name_that_names_nobody_is_answered_with_whom_it_might(site, lap, name, why):
    page = post(site.client("ana"), "need", NEED)
    page = post(site.client("ana"), "team", {"seat_it_0": name})
    assert page.status_code == 422
    assert why in words(page)


def test_the_same_person_twice_in_a_role_is_told(site, lap):
    client = site.client("ana")
    post(client, "need", NEED)
    page = post(client, "team", {"seat_it_0": "ivo", "seat_it_1": "Ivo (ivo)"})
    assert "Ivo is named twice." in words(page)


def test_what_was_skipped_is_listed_at_the_last_look_and_founds_nothing(site, lap):
    client = site.client("ana")
    post(client, "need", NEED)
    page = client.get("/new/review/")
    said = words(page)
    assert "Something is to be mended before it can be founded" in said
    assert "in doubt choose the stricter one" in said
    assert b'value="found"' not in page.content
    assert client.post("/new/review/", {"go": "found"}).status_code == 422
    assert not UseCase.objects.filter(title="Gate changes").exists()


def test_what_may_wait_is_named_and_doesn_t_stand_in_the_way(site, lap):
    client = site.client("ana")
    post(client, "need", NEED)
    post(client, "aim", {"task": "classification"})
    post(client, "limits", LIMITS)
    said = words(client.get("/new/review/"))
    assert "The Definition gate will ask for: Say what is predicted. Add an objective." in said
    client.post("/new/review/", {"go": "found"})
    assert UseCase.objects.filter(title="Gate changes").exists()


def test_a_second_click_founds_nothing_more(site, lap):
    client = site.client("ana")
    walk(client)
    client.post("/new/review/", {"go": "found"})
    again = client.post("/new/review/", {"go": "found"})
    assert again.status_code == 409
    assert "founded or thrown away already" in words(again)
    assert UseCase.objects.filter(title="Gate changes").count() == 1


def test_a_data_scientist_founds_it_and_is_told_who_adds_the_team(site, lap):
    client = site.client("sam")
    post(client, "need", {**NEED, "founder_role": "data_scientist"})
    said = words(client.get("/new/team/"))
    assert "You can’t add people in the role you chose" in said
    for step, given in (("aim", AIM), ("limits", LIMITS), ("risk", RISK)):
        post(client, step, given)
    # What is posted all the same is left aside, not silently done.
    post(client, "team", {"seat_it_0": "ivo"})
    client.post("/new/review/", {"go": "found"})
    case = UseCase.objects.get(title="Gate changes")
    assert list(case.scope.memberships.values_list("user__username", flat=True)) == ["sam"]


def test_nobody_founds_in_a_role_that_they_hold_nowhere(site, lap):
    client = site.client("sam")
    post(client, "need", {**NEED, "founder_role": "analyst"})
    assert client.post("/new/review/", {"go": "found"}).status_code == 422
    assert not UseCase.objects.filter(title="Gate changes").exists()


def test_whoever_writes_no_briefs_can_still_found_by_title(site, lap):
    said = words(site.client("dov").get("/new/"))
    assert "Briefs are written by analysts and data scientists." in said
    assert "Found it with its title alone" in said


def test_strangers_and_administrators_keep_no_draft(site, lap):
    for name in ("stan", "ada"):
        assert site.client(name).get("/new/").status_code == 200
        assert post(site.client(name), "need", NEED).status_code == 403
        assert site.client(name).post("/new/need/keep/", NEED).status_code == 403
    assert not Intake.objects.exists()


def test_there_are_no_other_steps(site, lap):
    assert site.client("ana").get("/new/nonsense/").status_code == 404
    assert site.client("ana").post("/new/nonsense/keep/").status_code == 404


def test_a_draft_has_an_end_and_holds_no_characters_that_cannot_be_kept(site, lap):
    client = site.client("ana")
    client.post("/new/need/keep/", {"title": "a\x00b"})
    assert typed()["title"] == "ab"
    for n in range(6):
        post(client, "need", {**NEED, "need": "x" * 19_999, "description": "y" * 19_999}, "stay")
        post(client, "limits", {**LIMITS, "constraints": str(n) * 19_999}, "stay")
    assert len(Intake.objects.get().typed) < 100_000
