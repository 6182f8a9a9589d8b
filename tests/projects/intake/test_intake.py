"""The draft of a use case, and its founding: all of it or nothing."""

import pytest

from governance import canonical
from governance.errors import Denied, Invalid, StaleState
from governance.models import LedgerEntry
from projects.models import Intake, UseCase
from projects.services import intake
from tests.projects.conftest import AUC, MILD, kinds

FOUNDING = {
    "title": "Gate changes",
    "summary": "",
    "policy_name": "standard",
    "founder_role": "analyst",
}
BRIEF = {
    "title": "Gate changes",
    "description": "",
    "need": "Passengers run.",
    "prediction_target": "Will it change?",
    "task": "classification",
    "constraints": "",
    "classification": "internal",
    "residency": "on_premises",
    "questionnaire": MILD,
    "objectives": [AUC],
}


@pytest.fixture
def draft(use_case, cast, now):
    return intake.keep(actor=cast.ana, typed={"title": "Gate changes"}, step="need", now=now)


def found(cast, now, **given):
    values = {"founding": FOUNDING, "brief": BRIEF, "members": []} | given
    return intake.found(actor=cast.ana, **values, now=now)


def test_it_keeps_what_was_typed_beside_what_was_there(draft, cast, now):
    intake.keep(actor=cast.ana, typed={"need": "Much"}, step="aim", now=now)
    row = Intake.objects.get()
    assert canonical.loads(row.typed) == {"title": "Gate changes", "need": "Much"}
    assert row.step == "aim"


def test_a_draft_leaves_no_trace_in_the_record(draft):
    assert not [one for one in LedgerEntry.objects.all() if "Gate changes" in one.body]


def test_it_founds_brief_and_team_in_one_act_and_erases_the_draft(draft, cast, now):
    case = found(cast, now, members=[(cast.id("ivo"), "it")])
    assert kinds(case.scope) == [
        "member.added",
        "use_case.created",
        "brief.revised",
        "member.added",
    ]
    assert not Intake.objects.exists()


def test_what_one_part_refuses_undoes_all_of_it(draft, cast, now):
    with pytest.raises(Invalid):
        found(cast, now, members=[(999_999, "it")])
    assert not UseCase.objects.filter(title="Gate changes").exists()
    assert Intake.objects.exists()


def test_it_founds_once(draft, cast, now):
    found(cast, now)
    with pytest.raises(StaleState):
        found(cast, now)


def test_too_much_is_refused_and_what_was_there_stays(draft, cast, now):
    with pytest.raises(Invalid):
        intake.keep(actor=cast.ana, typed={"need": "x" * 100_001}, step="need", now=now)
    assert "need" not in canonical.loads(Intake.objects.get().typed)


def test_whoever_may_found_nothing_keeps_no_draft(use_case, cast, now):
    with pytest.raises(Denied):
        intake.keep(actor=cast.stan, typed={}, step="need", now=now)


def test_it_is_erased_on_demand_and_only_one_s_own(draft, cast, now):
    intake.discard(actor=cast.sam, now=now)
    assert Intake.objects.exists()
    intake.discard(actor=cast.ana, now=now)
    assert not Intake.objects.exists()


def test_faults_are_found_without_writing_anything(use_case, cast, now):
    brief = BRIEF | {"classification": "", "objectives": [AUC | {"threshold": "2"}]}
    told = intake.faults(founding=FOUNDING | {"policy_name": "standart"}, brief=brief)
    assert set(told) == {"policy_name", "classification", "objectives[0].threshold"}
    assert not UseCase.objects.filter(title="Gate changes").exists()
