"""What people send on the way round: bodies of the generated classes."""

import io
from types import ModuleType
from typing import Any

from tests.projects.conftest import AUC, MILD
from tests.story import INPUTS, OUTPUTS


def brief(m: ModuleType, model: type, **given: Any) -> Any:
    """Late arrivals; `model` is that of the first brief or that of a later one."""
    return model(
        title="Late arrivals",
        need="Crews are called too late.",
        prediction_target="At departure: does this flight land late?",
        task=m.TaskEnum.CLASSIFICATION,
        classification=m.ClassificationEnum.INTERNAL,
        residency=m.ResidencyEnum.ON_PREMISES,
        **given,
    )


def first_brief(m: ModuleType) -> Any:
    return brief(
        m,
        m.FirstBriefIn,
        questionnaire=m.FirstBriefInQuestionnaire.from_dict(MILD),
        objectives=[m.FirstBriefInObjectivesItem.from_dict(AUC)],
    )


def next_brief(m: ModuleType) -> Any:
    return brief(
        m,
        m.BriefIn,
        questionnaire=m.BriefInQuestionnaire.from_dict(MILD),
        objectives=[m.BriefInObjectivesItem.from_dict(AUC)],
        constraints="Nobody is graded by it.",
        based_on=1,
    )


def plan(m: ModuleType, source: int) -> Any:
    step = {"kind": "clean", "title": "Drop cancelled flights", "code_revision": "a1"}
    return m.PlanIn(
        source_ids=[source],
        target_column="late",
        key_column="flight",
        positive_label="1",
        split_rule="By a hash of the flight's key.",
        steps=[m.PlanInStepsItem.from_dict(step)],
        thresholds=m.PlanInThresholds.from_dict({"train": 100}),
        based_on=0,
    )


def csv_file(text: str, package: ModuleType) -> Any:
    return package.types.File(io.BytesIO(text.encode()), "flights.csv", "text/csv")


def contract(m: ModuleType) -> Any:
    request = {"dep_delay": 3.5, "carrier": "UA"}
    return m.ContractIn(
        inputs=[m.ContractInInputsItem.from_dict(one) for one in INPUTS],
        outputs=[m.ContractInOutputsItem.from_dict(one) for one in OUTPUTS],
        smoke_request=[m.ContractInSmokeRequestItem.from_dict(request)],
        based_on=0,
    )


def rows(m: ModuleType, *told: dict[str, Any]) -> Any:
    return m.RowsIn(rows=[m.RowsInRowsItem.from_dict(one) for one in told])
