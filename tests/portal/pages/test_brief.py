"""The brief: written, revised, compared; what was typed is never lost."""

import pytest

from projects.models import BriefRevision, UseCase
from tests.portal.pages.reading import words

pytestmark = pytest.mark.django_db
BRIEF = "/use-cases/late-arrivals/brief/"
TYPED = {
    "title": "Late arrivals",
    "need": "Crews are called too late.",
    "prediction_target": "More than 15 minutes late?",
    "task": "classification",
    "classification": "internal",
    "residency": "on_premises",
    "based_on": "0",
    "metric_0": "roc_auc",
    "threshold_0": "0.9",
    "measured_on_0": "both",
    "q_use": "acts",
}


def test_it_becomes_the_first_revision(site, lap):
    response = site.client("ana").post(BRIEF + "edit/", TYPED, follow=True)
    said = words(response)
    assert "Saved as revision 1." in said
    assert "ROC AUC ≥ 0.90" in said
    assert "not answered: counts as the most serious answer" in said
    assert BriefRevision.objects.get().objectives.get().direction == "at_least"


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(site, lap):
    wrong = {**TYPED, "metric_1": "f1", "threshold_1": "lots"}
    response = site.client("ana").post(BRIEF + "edit/", wrong)
    assert response.status_code == 422
    assert b'id="id_threshold_1_error"' in response.content
    assert b'value="lots"' in response.content
    assert "Crews are called too late." in words(response)
    assert not BriefRevision.objects.exists()


def test_a_second_author_is_told_of_the_first_and_may_save_on_top(site, lap):
    client = site.client("sam")
    site.client("ana").post(BRIEF + "edit/", TYPED)
    mine = {**TYPED, "need": "Gates stand empty."}
    response = client.post(BRIEF + "edit/", mine)
    assert response.status_code == 409
    assert "Ana has saved revision 1 meanwhile" in words(response)
    assert "Gates stand empty." in words(response)
    assert b'name="based_on" value="1"' in response.content
    client.post(BRIEF + "edit/", {**mine, "based_on": "1"})
    assert BriefRevision.objects.order_by("number").last().need == "Gates stand empty."


def test_two_revisions_are_compared_wording_told_from_meaning(site, lap):
    lap.make.brief(lap.use_case)
    lap.make.brief(lap.use_case, title="Late at the gate", need="Other need", based_on=1)
    said = words(site.client("dee").get(BRIEF, {"revision": "2"}))
    assert "From revision 1 to 2" in said
    assert "wording: approvals stay" in said
    assert "bears on meaning" in said


def test_any_two_are_compared_word_by_word_with_who_wrote_them(site, lap):
    lap.make.brief(lap.use_case)
    lap.make.brief(lap.use_case, actor=lap.cast.sam, need="Crews are called in vain.", based_on=1)
    lap.make.brief(lap.use_case, need="Crews are called much too late.", based_on=2)
    page = site.client("dee").get(BRIEF, {"against": "3", "revision": "1"})
    text, said = page.content.decode(), words(page)
    assert "From revision 1 to 3" in said
    assert "<ins>much </ins>" in text
    assert "<del>" not in text
    assert "The same in both: Title" in said
    two = words(site.client("dee").get(BRIEF, {"against": "1", "revision": "2"}))
    assert "Revision 2 Sam" in two
    assert "an approval of the earlier revision doesn’t hold" in two


def test_objectives_are_compared_as_a_table(site, lap):
    lap.make.brief(lap.use_case)
    auc = {"metric": "roc_auc", "direction": "at_least", "threshold": "0.95"}
    f1 = {"metric": "f1", "direction": "at_least", "threshold": "0.7", "measured_on": "live"}
    lap.make.brief(lap.use_case, objectives=[auc, f1], based_on=1)
    said = words(site.client("dee").get(BRIEF, {"revision": "2"}))
    assert "ROC AUC ≥ 0.90 held-out and live data ≥ 0.95 held-out and live data threshold" in said
    assert "F1 – ≥ 0.70 live data added" in said
    assert "Beside the objectives, nothing differs." in said


def test_an_approval_is_shown_at_every_revision_that_it_binds_to(site, lap):
    lap.start()
    lap.define()
    lap.make.brief(lap.use_case, title="Late at the gate", based_on=1)
    said = words(site.client("ana").get(BRIEF))
    assert "round 1, binds to what this revision says." in said
    wording = words(site.client("ana").get(BRIEF, {"revision": "2"}))
    assert wording.count("binds to it") == 2
    assert "Only wording has changed" in wording
    lap.make.brief(lap.use_case, need="Something else.", based_on=2)
    said = words(site.client("ana").get(BRIEF))
    assert "The approval binds to revision 2; its meaning has changed since." in said
    meaning = words(site.client("ana").get(BRIEF, {"revision": "3"}))
    assert "no approval binds to it" in meaning


@pytest.mark.parametrize("query", [{"revision": "9"}, {"revision": "1", "against": "1"}])
def test_a_revision_that_isn_t_there_is_no_comparison(site, lap, query):
    lap.make.brief(lap.use_case)
    page = site.client("dee").get(BRIEF, query)
    assert page.status_code == 200
    assert "Revision 1" in words(page)


def test_whoever_may_not_revise_is_told_who_can(site, lap):
    said = words(site.client("dov").get(BRIEF + "edit/"))
    assert "Who can: analyst or data scientist" in said
    assert site.client("dov").post(BRIEF + "edit/", TYPED).status_code == 403


def test_the_tier_follows_the_answers_before_saving(site, lap):
    said = words(site.client("ana").get(BRIEF + "tier/", {"q_safety": "yes"}))
    assert "High risk" in said
    assert "a wrong prediction can hurt somebody" in said


def test_a_use_case_is_founded_by_its_first_member(site, lap):
    form = {"title": "Gate changes", "founder_role": "analyst", "policy_name": "standard"}
    response = site.client("ana").post("/new/", form, follow=True)
    assert "Gate changes is founded." in words(response)
    assert UseCase.objects.filter(title="Gate changes").exists()
    wrong = site.client("ana").post("/new/", {**form, "title": ""})
    assert wrong.status_code == 422


def test_the_team_is_changed_by_whoever_may(site, lap):
    team = "/use-cases/late-arrivals/team/"
    stan = site.cast.id("stan")
    client = site.client("ana")
    said = words(client.post(team, {"person": stan, "role": "it"}, follow=True))
    assert "Stan is IT here now." in said
    assert site.client("stan").get(team).status_code == 200
    assert site.client("dov").post(team, {"person": stan, "role": "devops"}).status_code == 403
    row = lap.use_case.scope.memberships.get(user_id=stan)
    client.post(f"{team}{row.pk}/leave/")
    assert site.client("stan").get(team).status_code == 404
