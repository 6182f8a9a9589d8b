"""The environment, and the model in it and beside the application."""

import pytest

from tests.governance.checks.material import run


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"environment__cpu_cores": 7}, "failed"),
        ({"environment__memory_gib": 16}, "passed"),
        ({"environment__memory_gib": 15}, "failed"),
        ({"load__accelerators": 1}, "failed"),
        ({"load__memory_gib": "16.5", "environment__memory_gib": "16.4"}, "failed"),
    ],
)
def test_capacity_has_to_carry_the_load(changes, outcome):
    assert run("environment-capacity", **changes).outcome == outcome


def test_what_is_short_is_named_with_both_numbers():
    said = run("environment-capacity", load__cpu_cores=16, load__accelerators=2)
    assert said.reason == (
        "16 CPU cores are needed, Cluster A has 8. 2 accelerators are needed, Cluster A has 0."
    )


def test_scenario_7_it_says_which_framework_lacks_and_where_it_is():
    said = run(
        "frameworks-supported",
        environment__frameworks={"scikit-learn": "1.5.2"},
        frameworks__elsewhere={"scikit-learn": ["Cluster B", "GPU farm"]},
    )
    assert said.outcome == "failed"
    assert said.reason == (
        "scikit-learn >=1.7 is needed; Cluster A has 1.5.2. It is in Cluster B or GPU farm."
    )


def test_a_framework_that_nobody_has_is_asked_of_it():
    said = run("frameworks-supported", environment__frameworks={})
    assert said.reason == (
        "scikit-learn >=1.7 is needed; Cluster A doesn't have it. "
        "No environment has it; ask IT for it."
    )


@pytest.mark.parametrize(
    ("wanted", "have", "outcome"),
    [
        ("==1.7.*", "1.7.2", "passed"),
        (">=1.7,<2", "1.7.0rc1", "failed"),
        (">=1.6", "1.7.0rc1", "passed"),
        ("~=1.7", "2.0", "failed"),
        ("what?", "1.7", "unknown"),
        (">=1.7", "latest", "unknown"),
    ],
)
def test_versions_are_compared_as_python_compares_them(wanted, have, outcome):
    said = run(
        "frameworks-supported",
        environment__frameworks={"Scikit_Learn": have},
        frameworks__needed={"scikit-learn": wanted},
    )
    assert said.outcome == outcome


def test_where_no_framework_is_asked_for_any_environment_does():
    assert run("frameworks-supported", frameworks__needed={}).outcome == "passed"


@pytest.mark.parametrize(
    ("level", "levels", "outcome"),
    [
        ("gold", (), "passed"),
        ("", (), "failed"),
        ("bronze", ("gold", "silver"), "failed"),
        ("silver", ("gold", "silver"), "passed"),
    ],
)
def test_a_service_level_has_to_be_given(level, levels, outcome):
    said = run("service-level", {"levels": levels}, environment__service_level=level)
    assert said.outcome == outcome


def test_requirements_that_do_not_fit_make_it_unknown_with_what_is_missing():
    said = run("requirements-fit", candidate__missing=["torch==2.4", "pandas"])
    assert said.outcome == "unknown"
    assert "The environment lacks torch==2.4 and pandas" in said.reason


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ([{"name": "hour", "type": "integer"}], "takes carrier (string); the contract doesn't"),
        (
            [{"name": "hour", "type": "string"}, {"name": "carrier", "type": "string"}],
            "takes hour as long; the contract gives string",
        ),
        (
            [{"name": "hour", "type": "double"}, {"name": "carrier", "type": "string"}],
            "takes hour as long; the contract gives double",
        ),
    ],
)
def test_a_contract_that_does_not_fit_the_signature_fails(inputs, says):
    said = run("signature-matches", contract__inputs=inputs)
    assert said.outcome == "failed"
    assert says in said.reason


def test_more_than_the_model_takes_does_no_harm():
    inputs = [
        {"name": "hour", "type": "long"},
        {"name": "carrier", "type": "string"},
        {"name": "weather", "type": "string"},
    ]
    assert run("signature-matches", contract__inputs=inputs).outcome == "passed"


def test_an_input_that_the_model_can_do_without_may_be_missing():
    signature = [{"name": "dew", "type": "double", "required": False}]
    assert run("signature-matches", signature__inputs=signature).outcome == "passed"


def test_an_output_that_the_model_does_not_give_fails():
    said = run("signature-matches", contract__outputs=[{"name": "minutes", "type": "double"}])
    assert said.reason == "The contract expects the output minutes; the model gives probability."


@pytest.mark.parametrize(
    "inputs",
    [[], [{"name": "tensor0", "type": "float64[-1,64]"}], [{"name": None, "type": "long"}]],
)
def test_inputs_without_names_make_it_unknown(inputs):
    assert run("signature-matches", signature__inputs=inputs).outcome == "unknown"


@pytest.mark.parametrize(
    "outputs",
    [[], [{"name": None, "type": "tensor"}], [{"name": "tensor0", "type": "int64[-1]"}]],
)
def test_outputs_without_names_stand_for_any(outputs):
    assert run("signature-matches", signature__outputs=outputs).outcome == "passed"


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"contract__smoke": "none"}, "unknown"),
        ({"contract__smoke": "failed"}, "failed"),
        ({"contract__smoke_version": "late/2"}, "failed"),
        ({"contract__smoke_version": ""}, "failed"),
    ],
)
def test_the_smoke_test_has_to_have_passed_with_this_very_version(changes, outcome):
    assert run("smoke-passed", **changes).outcome == outcome


@pytest.mark.parametrize(
    ("level", "required", "outcome"),
    [
        ("bubblewrap", True, "passed"),
        ("landlock", True, "passed"),
        ("none", True, "failed"),
        ("unknown", True, "unknown"),
        ("", True, "unknown"),
        ("chroot", True, "failed"),
        ("none", False, "passed"),
    ],
)
def test_a_sandbox_has_to_be_there_where_the_policy_insists(level, required, outcome):
    said = run(
        "sandbox-available",
        {"required": required},
        sandbox={"level": level, "reason": "Landlock is off in this kernel."},
    )
    assert said.outcome == outcome


def test_a_host_without_sandbox_says_why():
    sandbox = {"level": "none", "reason": "Landlock is off in this kernel."}
    said = run("sandbox-available", {"required": False}, sandbox=sandbox)
    assert said.reason == (
        "No sandbox is to be had: Landlock is off in this kernel. The policy doesn't insist on one."
    )
