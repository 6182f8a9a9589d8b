"""The gate page: the evidence, who decides, and what it says to whom."""

import re

import pytest

from governance.models import Membership, Review, Vote, Waiver
from governance.services import memberships
from tests.portal.pages.reading import hidden, words

pytestmark = pytest.mark.django_db
GATE = "/use-cases/late-arrivals/gates/1/{stage}/"


def gate(stage: str, act: str = "") -> str:
    return GATE.format(stage=stage) + act


def ballot(client, stage: str, choice: str = "approve", **more) -> dict[str, str]:
    """What the form would send, filled in from the page as it is now."""
    shown = client.get(gate(stage))
    return {
        "vote-review": hidden(shown, "vote-review"),
        "vote-seen_hash": hidden(shown, "vote-seen_hash"),
        "vote-seat": hidden(shown, "vote-seat"),
        "vote-choice": choice,
        "vote-comment": "",
        **more,
    }


@pytest.fixture
def asked(site, lap) -> Review:
    """The brief, submitted by Ana."""
    lap.start()
    lap.make.brief(lap.use_case)
    return lap.submit("definition", "ana", note="The first wording")


def test_it_says_whose_votes_it_waits_for(site, asked):
    said = words(site.client("ava").get(gate("definition")))
    assert "Waits for one analyst vote; Ava can." in said
    assert "Waits for one data scientist vote; Sam or Sia can." in said
    assert "Asked by Ana on" in said
    assert "“The first wording”" in said


def test_it_shows_what_is_decided_on(site, asked):
    said = words(site.client("ava").get(gate("definition")))
    assert "prediction target: Lands more than 15 minutes late." in said


def test_no_decision_is_preselected(site, asked):
    shown = site.client("ava").get(gate("definition")).content.decode()
    ballots = re.findall(r'<input[^>]*name="vote-choice"[^>]*>', shown)
    assert len(ballots) == 4
    assert not any("checked" in one for one in ballots)


def test_a_vote_is_taken_and_told(site, asked):
    client = site.client("ava")
    response = client.post(gate("definition", "vote/"), ballot(client, "definition"), follow=True)
    assert response.redirect_chain == [(gate("definition"), 302)]
    assert "Your vote is taken." in words(response)
    vote = Vote.objects.get()
    assert (vote.voter, vote.role, vote.choice) == (site.cast.user("ava"), "analyst", "approve")


def test_the_last_vote_opens_the_gate_and_deploys_nothing(site, lap, asked):
    lap.vote(asked, "ava")
    client = site.client("sam")
    shown = words(client.get(gate("definition")))
    assert "The gate opens; the gates of Data and Platform can open;" in shown
    response = client.post(gate("definition", "vote/"), ballot(client, "definition"), follow=True)
    assert "the gate is open. Nothing was deployed by it." in words(response)


@pytest.mark.parametrize("giver", ["nobody", "", "0", "9" * 5000])
def test_a_vote_for_whom_nobody_can_be_isnt_ones_own(site, asked, giver):
    client = site.client("ava")
    form = ballot(client, "definition", **{"vote-seat": f"analyst:{giver}"})
    response = client.post(gate("definition", "vote/"), form)
    assert response.status_code == 403
    assert "Nobody has lent you this role here." in words(response)
    assert not Vote.objects.exists()


def test_a_double_click_casts_one_vote_and_ends_on_the_same_page(site, asked):
    client = site.client("ava")
    form = ballot(client, "definition", "approve", **{"vote-comment": "Yes\r\nindeed "})
    client.post(gate("definition", "vote/"), form)
    again = client.post(gate("definition", "vote/"), form, follow=True)
    assert again.redirect_chain == [(gate("definition"), 302)]
    assert "Your vote is in" in words(again)
    assert Vote.objects.count() == 1


def test_a_double_click_on_the_last_vote_is_no_error_either(site, lap, asked):
    lap.vote(asked, "ava")
    client = site.client("sam")
    form = ballot(client, "definition")
    client.post(gate("definition", "vote/"), form)
    again = client.post(gate("definition", "vote/"), form, follow=True)
    assert again.status_code == 200
    assert "Your vote is in" in words(again)
    assert Vote.objects.count() == 2


def test_a_double_click_with_conditions_opens_each_finding_once(site, asked):
    client = site.client("ava")
    more = {
        "vote-condition_0": "The schema test runs nightly",
        "vote-owner_0": str(site.cast.id("ann")),
        "vote-due_0": "2026-03-15",
        "vote-condition_1": "The label is written down",
        "vote-owner_1": str(site.cast.id("dee")),
        "vote-due_1": "2026-03-16",
    }
    form = ballot(client, "definition", "approve_with_conditions", **more)
    client.post(gate("definition", "vote/"), form)
    again = client.post(gate("definition", "vote/"), form, follow=True)
    assert "Your vote is in" in words(again)
    assert asked.findings.count() == 2


def test_another_vote_of_the_same_person_is_not_counted_and_told_so(site, asked):
    client = site.client("ava")
    form = ballot(client, "definition")
    client.post(gate("definition", "vote/"), form)
    form |= {"vote-choice": "reject", "vote-comment": "I changed my mind"}
    again = client.post(gate("definition", "vote/"), form)
    assert again.status_code == 409
    said = words(again)
    assert "You have voted in this round: each person votes once, in one role." in said
    assert "What you wrote I changed my mind" in said
    assert Vote.objects.count() == 1


def test_every_other_act_takes_a_double_click_too(site, lap, asked):
    sam, ana, ola = (site.client(name) for name in ("sam", "ana", "ola"))
    advice = {"advice-review": asked.pk, "advice-choice": "reject", "advice-comment": "No labels"}
    waiver = {
        "waiver-check_key": "residency",
        "waiver-reason": "The appendix says so",
        "waiver-until": "2026-03-20",
    }
    for client, act, form in (
        (sam, "advise/", advice),
        (ola, "waive/", waiver),
        (ana, "withdraw/", {"review": asked.pk}),
        (ana, "submit/", {"submit-note": "Once more"}),
    ):
        first = client.post(gate("definition", act), form)
        second = client.post(gate("definition", act), form)
        assert (first.status_code, second.status_code) == (302, 302), act
    assert Vote.objects.count() == Waiver.objects.count() == 1
    assert Review.objects.count() == 2


def test_the_submitter_sees_why_they_can_not_vote_and_who_can(site, asked):
    said = words(site.client("ana").get(gate("definition")))
    assert "You can’t vote here" in said
    assert "You submitted this round" in said
    assert "Who can: Ava (analyst); Sam and Sia (data scientist)" in said
    assert "Cast my vote" not in said


def test_the_submitter_who_posts_a_vote_is_refused_with_the_reason(site, asked):
    form = ballot(site.client("ava"), "definition")
    refused = site.client("ana").post(gate("definition", "vote/"), form)
    assert refused.status_code == 403
    assert "You submitted this round" in words(refused)
    assert not Vote.objects.exists()


def test_an_administrator_has_no_vote_and_no_view(site, asked):
    assert site.client("ada").get(gate("definition")).status_code == 404


@pytest.mark.parametrize(
    "act",
    ["", "live/", "vote/", "submit/", "advise/", "delegate/", "withdraw/", "waive/", "revoke/"],
)
def test_a_stranger_gets_404(site, asked, act):
    client = site.client("stan")
    send = client.get if act in ("", "live/") else client.post
    assert send(gate("definition", act)).status_code == 404


@pytest.mark.parametrize("stage", ["operation", "qualifying"])
def test_a_stage_without_a_gate_is_404(site, asked, stage):
    assert site.client("ava").get(gate(stage)).status_code == 404


def test_a_rejection_needs_a_reason_and_keeps_what_was_typed(site, asked):
    client = site.client("ava")
    response = client.post(gate("definition", "vote/"), ballot(client, "definition", "reject"))
    assert response.status_code == 422
    assert re.search(r'name="vote-choice" value="reject"[^>]*checked', response.content.decode())
    assert b'id="id_vote-comment_error"' in response.content
    assert not Vote.objects.exists()


def test_a_vote_without_a_decision_is_asked_for_one(site, asked):
    client = site.client("ava")
    form = ballot(client, "definition")
    del form["vote-choice"]
    response = client.post(gate("definition", "vote/"), form)
    assert response.status_code == 422
    assert "Choose one: a decision is never preselected." in words(response)


def test_a_condition_becomes_a_finding(site, asked):
    client = site.client("ava")
    form = ballot(
        client,
        "definition",
        "approve_with_conditions",
        **{
            "vote-condition_0": "The schema test runs nightly",
            "vote-owner_0": str(site.cast.id("ann")),
            "vote-due_0": "2026-03-15",
        },
    )
    response = client.post(gate("definition", "vote/"), form, follow=True)
    assert "Your vote is taken." in words(response)
    finding = asked.findings.get()
    assert (finding.title, finding.owner.username) == ("The schema test runs nightly", "ann")


def test_a_condition_without_a_date_is_told_at_its_field(site, asked):
    client = site.client("ava")
    form = ballot(
        client, "definition", "approve_with_conditions", **{"vote-condition_0": "Nightly"}
    )
    response = client.post(gate("definition", "vote/"), form)
    assert response.status_code == 422
    assert "Choose the day by which it is done." in words(response)
    assert b'id="id_vote-due_0_error"' in response.content
    assert b'value="Nightly"' in response.content
    assert not Vote.objects.exists()


def test_advice_stands_beside_the_votes(site, asked):
    client = site.client("dee")
    form = {"advice-review": asked.pk, "advice-choice": "reject", "advice-comment": "No labels"}
    response = client.post(gate("definition", "advise/"), form, follow=True)
    said = words(response)
    assert "Advice: Reject" in said
    assert "No labels" in said
    assert "Waits for one analyst vote" in said


def test_whoever_submitted_can_take_the_round_back(site, asked):
    client = site.client("ana")
    response = client.post(gate("definition", "withdraw/"), {"review": asked.pk}, follow=True)
    assert "The round is withdrawn" in words(response)
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_an_old_page_says_what_became_of_its_round_and_what_changed(site, lap, asked):
    client = site.client("ava")
    form = ballot(client, "definition", "reject", **{"vote-comment": "Crews are fine"})
    lap.make.brief(lap.use_case, need="Crews are called too early.", based_on=1)
    response = client.post(gate("definition", "vote/"), form)
    assert response.status_code == 409
    said = words(response)
    assert "Round 1, which your page showed, is now: stale" in said
    assert "Nothing was cast." in said
    assert "What you saw, and what it is now" in said
    assert "The need" in said
    assert re.search(rb"<ins>[^<]*early", response.content)
    assert "What you wrote Crews are fine" in said
    assert not Vote.objects.exists()


def test_an_old_page_keeps_what_was_typed_for_the_round_that_waits_now(site, lap, asked):
    client = site.client("ava")
    form = ballot(client, "definition", "reject", **{"vote-comment": "Crews are fine"})
    lap.make.brief(lap.use_case, need="Crews are called too early.", based_on=1)
    lap.settle()
    newer = lap.submit("definition", "ana")
    response = client.post(gate("definition", "vote/"), form)
    assert response.status_code == 409
    assert "read what changed and decide again" in words(response)
    assert b"Crews are fine</textarea>" in response.content
    assert hidden(response, "vote-review") == str(newer.pk)
    assert hidden(response, "vote-seen_hash") == newer.content_hash
    assert not re.search(rb'name="vote-choice"[^>]*checked', response.content)
    assert not Vote.objects.exists()


def test_a_changed_brief_shuts_the_gate_and_shows_the_difference(site, lap, asked):
    lap.vote(asked, "ava")
    lap.vote(asked, "sam")
    client = site.client("ana")
    assert "Approved on" in words(client.get(gate("definition")))
    lap.make.brief(lap.use_case, need="Crews are called too early.", based_on=1)
    shown = client.get(gate("definition"))
    said = words(shown)
    assert "The content has changed since round 1 was approved." in said
    assert "Changed since the last approval" in said
    assert "The need" in said
    assert re.search(rb"<del>[^<]*late", shown.content)
    assert re.search(rb"<ins>[^<]*early", shown.content)
    assert "Round 1" in said
    assert "0 of 1" in said
    assert "1 of 1" not in said


def test_a_changed_title_leaves_it_open(site, lap, asked):
    lap.vote(asked, "ava")
    lap.vote(asked, "sam")
    lap.make.brief(lap.use_case, title="Late landings", based_on=1)
    said = words(site.client("ana").get(gate("definition")))
    assert "Approved on" in said
    assert "Nothing changed since the last approval" in said


def test_a_vacant_role_is_named_with_a_way_to_fill_it(site, lap):
    lap.start()
    for row in Membership.objects.filter(role="data_scientist"):
        memberships.remove(actor=site.cast.ola, membership_id=row.pk, now=lap.tick())
    lap.make.brief(lap.use_case)
    client = site.client("ana")
    before = words(client.get(gate("definition")))
    assert "nobody who may vote is data scientist here." in before
    assert "Vacant: not enough people hold this role." in before
    response = client.post(gate("definition", "submit/"), {"submit-note": ""}, follow=True)
    said = words(response)
    assert "Round 1 is submitted" in said
    assert "an analyst or a governance officer adds somebody as data scientist" in said


def test_whoever_may_not_submit_is_told_who_can(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    said = words(site.client("dov").get(gate("definition")))
    assert "You can’t submit this" in said
    assert "Who can: analyst or data scientist" in said
    refused = site.client("dov").post(gate("definition", "submit/"))
    assert refused.status_code == 403
    assert not Review.objects.exists()


def test_a_stage_that_waits_for_others_says_for_which(site, lap):
    lap.start()
    said = words(site.client("sam").get(gate("training")))
    assert "These gates open first: Definition, Data, Platform" in said


def test_an_officer_waives_a_check_until_a_day(site, lap):
    lap.start()
    lap.make.brief(lap.use_case, need="")
    client = site.client("ola")
    assert "Waive “The brief is complete.” until a date" in words(client.get(gate("definition")))
    form = {
        "waiver-check_key": "brief-complete",
        "waiver-reason": "The need is in the appendix",
        "waiver-until": "2026-03-20",
    }
    said = words(client.post(gate("definition", "waive/"), form, follow=True))
    assert "The check is waived" in said
    assert "Ola waives this until 20 March" in said
    assert Waiver.objects.get().check_key == "brief-complete"


def test_a_waiver_without_a_reason_is_told_at_its_field(site, lap):
    lap.start()
    lap.make.brief(lap.use_case, need="")
    form = {"waiver-check_key": "brief-complete", "waiver-until": "2026-03-20"}
    response = site.client("ola").post(gate("definition", "waive/"), form)
    assert response.status_code == 422
    assert b'id="id_waiver-reason_error"' in response.content


def test_an_officer_revokes_an_approval(site, lap, asked):
    lap.vote(asked, "ava")
    lap.vote(asked, "sam")
    form = {"review": asked.pk, "revoke-reason": "The need was misread"}
    response = site.client("ola").post(gate("definition", "revoke/"), form, follow=True)
    said = words(response)
    assert "The approval of round 1 was revoked." in said
    assert "The need was misread" in said


def test_members_see_no_waiver_and_no_revocation(site, lap, asked):
    lap.vote(asked, "ava")
    lap.vote(asked, "sam")
    said = words(site.client("ana").get(gate("definition")))
    assert "Revoke this approval" not in said
    assert "Waive “" not in said
