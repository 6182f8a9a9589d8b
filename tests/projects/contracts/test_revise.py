"""A contract says what is sent and expected, and how that was tried."""

import json

import pytest

from governance.actors import Actor
from governance.errors import Denied, Invalid, StaleState
from projects.services import applications, contracts
from tests.projects.conftest import kinds

INPUTS = [{"name": "hour", "type": "long"}, {"name": "delay", "type": "double"}]
OUTPUTS = [{"name": "probability", "type": "double"}]


@pytest.fixture
def application(use_case, cast, now):
    return applications.register(
        actor=cast.ann,
        use_case_id=use_case.pk,
        key="crew-board",
        title="Crew board",
        owner_id=cast.id("ann"),
        now=now,
    )


@pytest.fixture
def revise(application, cast, now):
    def of(**given):
        newest = application.contracts.order_by("-number").first()
        values = {
            "actor": cast.ann,
            "application_id": application.pk,
            "inputs_": INPUTS,
            "outputs": OUTPUTS,
            "smoke_request": [{"hour": 5, "delay": 2.5}],
            "based_on": newest.number if newest else 0,
            "now": now,
        }
        return contracts.revise(**(values | given))

    return of


def test_it_keeps_columns_and_a_request_without_floats(revise, use_case):
    row = revise()
    assert json.loads(row.inputs) == INPUTS
    assert json.loads(row.smoke_request) == [{"hour": 5, "delay": "2.5"}]
    assert (row.number, row.smoke_result) == (1, "none")
    assert kinds(use_case.scope)[-1] == "contract.revised"


def test_the_operational_source_bears_on_its_hash(revise, make):
    first = revise()
    second = revise(operational_source_id=make.source().pk)
    assert (second.number, first.content_hash == second.content_hash) == (2, False)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"inputs_": []}, "inputs", "There is no column"),
        ({"inputs_": [{"name": "hour", "type": "int"}]}, "inputs[0].type", "“int” isn't one of"),
        ({"inputs_": INPUTS + INPUTS[:1]}, "inputs", "“hour” is there twice"),
        ({"inputs_": "hour"}, "inputs", "list"),
        ({"smoke_request": [{"hour": 5}]}, "smoke_request[0]", "no value for delay"),
        (
            {"smoke_request": [{"hour": 5, "delay": 1, "origin": "JFK"}]},
            "smoke_request[0]",
            "Unknown: “origin”",
        ),
        (
            {"smoke_request": [{"hour": 5, "delay": float("nan")}]},
            "smoke_request[0].delay",
            "no finite number",
        ),
        (
            {"smoke_request": [{"hour": 5, "delay": [1]}]},
            "smoke_request[0].delay",
            "has to be one value",
        ),
        ({"smoke_request": [{"hour": 2**70, "delay": 1}]}, "smoke_request[0].hour", "2^53"),
        ({"operational_source_id": 404}, "operational_source_id", "“404”"),
    ],
)
def test_wrong_input_is_answered_with_field_value_and_remedy(revise, unchanged, given, field, says):
    with unchanged(), pytest.raises(Invalid) as refusal:
        revise(**given)
    assert says in refusal.value.fields[field]


def test_stale_and_same_are_refused(revise, unchanged):
    revise()
    with unchanged():
        with pytest.raises(StaleState):
            revise(based_on=0, outputs=INPUTS)
        with pytest.raises(Invalid):
            revise()


def test_only_an_app_developer_revises_it(revise, cast, unchanged):
    with unchanged(), pytest.raises(Denied):
        revise(actor=cast.dov)


@pytest.mark.parametrize(("passed", "result"), [(True, "passed"), (False, "failed")])
def test_a_smoke_test_is_noted_with_the_version_tried(revise, cast, now, passed, result):
    row = contracts.report_smoke(
        actor=cast.dov,
        contract_id=revise().pk,
        passed=passed,
        detail="One row, one answer.",
        version="late/3",
        now=now,
    )
    assert (row.smoke_result, row.smoke_version, row.smoke_at) == (result, "late/3", now)
    assert kinds(row.scope)[-1] == "smoke.reported"


def test_pitwall_itself_may_report_a_smoke_test(revise, now):
    row = contracts.report_smoke(
        actor=Actor.system("runner"),
        contract_id=revise().pk,
        passed=True,
        detail="One row, one answer.",
        version="late/3",
        now=now,
    )
    assert row.smoke_result == "passed"


def test_an_analyst_reports_none(revise, cast, unchanged, now):
    row = revise()
    with unchanged(), pytest.raises(Denied):
        contracts.report_smoke(
            actor=cast.ana, contract_id=row.pk, passed=True, detail="x", version="late/3", now=now
        )
