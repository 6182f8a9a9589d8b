"""The overview of a use case: the act, the circuit, objectives, clearance, the cycle's life."""

import pytest

from governance.models import Proposal
from governance.services import findings, proposals
from projects.services import use_cases
from tests.cast import SETUP
from tests.portal.pages.breaching import judge
from tests.portal.pages.reading import words
from workflows.models import Cycle

pytestmark = pytest.mark.django_db
PAGE = "/use-cases/late-arrivals/"


def test_the_first_act_is_to_start_a_cycle(site, lap):
    client = site.client("ana")
    assert "Start the first cycle" in words(client.get(PAGE))
    response = client.post(PAGE + "start/", follow=True)
    assert "Cycle 1 has begun." in words(response)
    assert Cycle.objects.get().state == "building"


def test_a_stranger_sees_nothing_of_it(site, lap):
    lap.start()
    client = site.client("stan")
    assert client.get(PAGE).status_code == 404
    assert client.get(PAGE + "gates/").status_code == 404
    assert client.post(PAGE + "start/").status_code == 404
    assert "Late arrivals" not in words(client.get("/board/"))
    assert "Late arrivals" not in words(client.get("/"))


def test_it_names_the_act_that_waits_for_the_reader(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    assert "Next act Is this the right problem to solve?" in words(site.client("ava").get(PAGE))
    said = words(site.client("dee").get(PAGE))
    assert "Next act Bring the data plan to its gate" in said


def test_the_circuit_in_words_says_why_each_gate_is_shut(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    lap.submit("definition", "ana")
    said = words(site.client("ana").get(PAGE))
    assert "Waits for one analyst vote; Ava can." in said
    assert "Needs Definition, Data and Platform. Nothing has been submitted." in said


def test_a_vacant_role_is_shown_in_the_team(site, cast, lap):
    use_case = lap.make.use_case(
        title="Crew rest", slug="crew-rest", actor=cast.ana, founder_role="analyst"
    )
    said = words(site.client("ana").get(f"/use-cases/{use_case.slug}/"))
    assert "Nobody is data scientist, data engineer, IT, app developer, DevOps" in said
    assert "Start the first cycle" in said, "what is vacant is filled on the way"


def test_what_the_brief_asks_for_is_there_before_the_first_cycle(site, lap):
    lap.make.brief(lap.use_case)
    said = words(site.client("ana").get(PAGE))
    assert "No objective yet" not in said
    assert "ROC AUC" in said


@pytest.fixture
def breached(site, lap, monkeypatch):
    """A first lap in service, whose window fell below its objective."""
    release = lap.round()
    judge(lap, release, "0.89", monkeypatch)
    return release


def test_a_breach_opens_a_cycle_whose_page_says_why_gates_stayed_open(site, lap, breached):
    said = words(site.client("ana").get(PAGE))
    assert "April breached" in said
    assert "Same brief, approved in cycle 1" in said
    assert "Same data plan; new dataset versions are made by it, approved in cycle 1" in said
    assert "Same environment, residency and load, approved in cycle 1" in said
    assert "This cycle does it anew" in said
    assert "Champion v1, at its gate" in said
    assert "Live, April" in said
    assert "v1 in service for" in said


def test_the_old_version_serves_with_clearance_until_the_next_is_released(site, lap, breached):
    said = words(site.client("ana").get(PAGE))
    assert "v1 on Operations Yes in service until a newer version is released" in said


def test_the_finding_has_an_owner_who_can_settle_it(site, lap, breached):
    said = words(site.client("sam").get(PAGE))
    assert "ROC AUC fell outside its objective in April" in said
    assert "Sam owns it" in said
    finding = breached.scope.findings.get(kind="breach")
    empty = site.client("sam").post(f"{PAGE}findings/{finding.pk}/settle/", {})
    assert empty.status_code == 422
    form = {"finding-resolution": "Retrained in cycle 2"}
    response = site.client("sam").post(f"{PAGE}findings/{finding.pk}/settle/", form, follow=True)
    assert f"F-{finding.pk} is settled." in words(response)


@pytest.fixture
def owed(site, lap):
    """A condition of an approval that Ann owns, and an ordinary finding of hers."""
    for kind, title, shuts in [
        ("condition", "The schema test runs nightly", True),
        ("note", "The dashboard is slow", False),
    ]:
        findings.open_(
            actor=SETUP,
            scope_id=lap.use_case.scope_id,
            kind=kind,
            title=title,
            dedupe_key=kind,
            owner_id=site.cast.id("ann"),
            shuts_clearance=shuts,
            now=lap.tick(),
        )
    return lap.use_case.scope.findings


def test_who_owns_what_shuts_clearance_reads_why_somebody_else_settles_it(site, owed):
    condition, note = owed.get(kind="condition"), owed.get(kind="note")
    response = site.client("ann").get(PAGE)
    said = words(response)
    assert f"You can’t settle F-{condition.pk} You own this finding" in said
    assert "Who can: Ana, Ava" in said
    assert f"{PAGE}findings/{condition.pk}/settle/".encode() not in response.content
    assert f"{PAGE}findings/{note.pk}/settle/".encode() in response.content
    others = site.client("ivo").get(PAGE)
    assert f"{PAGE}findings/{condition.pk}/settle/".encode() in others.content
    assert "You can’t settle" not in words(others)


def test_the_owner_s_settling_is_refused_and_the_desk_says_so_before(site, owed):
    finding = owed.get(kind="condition")
    form = {"finding-resolution": "It runs at three"}
    refused = site.client("ann").post(f"{PAGE}findings/{finding.pk}/settle/", form)
    assert refused.status_code == 403
    assert "You own this finding" in words(refused)
    assert "You own it; once it is done, somebody else settles it." in words(
        site.client("ann").get("/")
    )
    done = site.client("ivo").post(f"{PAGE}findings/{finding.pk}/settle/", form, follow=True)
    assert f"F-{finding.pk} is settled." in words(done)


def test_a_carried_gate_leads_to_the_approval_it_stands_on(site, lap, breached):
    response = site.client("ana").get(PAGE + "gates/2/definition/")
    said = words(response)
    assert "Same brief, approved in cycle 1." in said
    assert b'href="/use-cases/late-arrivals/gates/1/definition/"' in response.content


def test_all_gates_of_all_cycles_are_listed(site, lap, breached):
    said = words(site.client("ana").get(PAGE + "gates/"))
    assert "building Cycle 2 Gate Owner State Why" in said
    assert "Cycle 1 in service" in said


def test_no_second_cycle_while_one_is_built(site, lap):
    lap.start()
    refused = site.client("ana").post(PAGE + "start/")
    assert refused.status_code == 409
    assert "Cycle 1 is still being built" in words(refused)


def test_retiring_takes_a_second_person(site, lap):
    form = {"proposal-act": "use_case.retire", "proposal-reason": "The need is gone"}
    client = site.client("ana")
    assert "nothing happens until a second" in words(
        client.post(PAGE + "propose/", form, follow=True)
    )
    proposal = Proposal.objects.get()
    refused = client.post(f"{PAGE}proposals/{proposal.pk}/confirm/")
    assert refused.status_code == 403
    assert "Second the retirement of Late arrivals" in words(site.client("ava").get("/"))
    response = site.client("ava").post(f"{PAGE}proposals/{proposal.pk}/confirm/", follow=True)
    assert "Confirmed and done." in words(response)
    lap.use_case.refresh_from_db()
    assert lap.use_case.lifecycle == "retired"


def test_a_proposal_can_be_declined_and_taken_back(site, lap):
    def propose():
        return use_cases.propose(
            actor=site.cast.ana,
            use_case_id=lap.use_case.pk,
            act="suspend",
            reason="Budget",
            now=lap.tick(),
        )

    first = propose()
    site.client("ava").post(f"{PAGE}proposals/{first.pk}/decline/")
    second = propose()
    site.client("ana").post(f"{PAGE}proposals/{second.pk}/withdraw/")
    states = list(Proposal.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["declined", "withdrawn"]


def test_a_proposal_of_another_use_case_is_not_here(site, lap):
    other = lap.make.use_case(
        title="Crew rest", slug="crew-rest", actor=site.cast.ana, founder_role="analyst"
    )
    proposal = proposals.propose(
        actor=site.cast.ana,
        scope_id=other.scope_id,
        act="use_case.suspend",
        subject_type="use_case",
        subject_id=other.pk,
        reason="Budget",
        now=lap.tick(),
    )
    refused = site.client("ava").post(f"{PAGE}proposals/{proposal.pk}/confirm/")
    assert refused.status_code == 404


def test_a_proposal_needs_a_reason(site, lap):
    response = site.client("ana").post(PAGE + "propose/", {"proposal-act": "use_case.suspend"})
    assert response.status_code == 422
    assert b'id="id_proposal-reason_error"' in response.content
    assert not Proposal.objects.exists()


def test_every_shut_gate_says_its_first_reason_and_who_can(site, lap):
    lap.start()
    lap.make.brief(lap.use_case)
    said = words(site.client("ana").get("/use-cases/late-arrivals/"))
    assert "What keeps the gates shut" in said
    assert "Definition Shut Nothing has been submitted." in said
    assert "Who can: whoever works on this stage submits it." in said


def test_stages_that_are_worked_on_side_by_side_are_named(site, lap):
    lap.start()
    said = words(site.client("ana").get("/use-cases/late-arrivals/"))
    assert "Under way side by side: Definition, Data and Platform." in said


def test_a_vacancy_is_filled_by_whoever_may_and_others_are_told_who(site, lap):
    lap.start()
    row = lap.use_case.scope.memberships.get(user_id=lap.cast.id("ann"))
    site.client("ana").post(f"/use-cases/late-arrivals/team/{row.pk}/leave/")
    page = site.client("ana").get("/use-cases/late-arrivals/")
    assert b'href="/use-cases/late-arrivals/team/?role=app_developer#add"' in page.content
    said = words(site.client("dov").get("/use-cases/late-arrivals/"))
    assert "Who can fill it: analyst or governance officer." in said
