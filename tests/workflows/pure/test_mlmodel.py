"""What a model's author wrote into MLmodel is read, and nothing in it hurts the reader."""

import json

import pytest

from workflows.mlflow import parsing

COLUMNS = json.dumps([{"name": "dep_delay", "type": "double"}])
BILLION = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


def test_signature_and_threshold_are_read():
    text = (
        f"signature:\n  inputs: '{COLUMNS}'\n"
        "flavors:\n  python_function:\n    config:\n      threshold: 0.45\n"
    )
    signature, threshold = parsing.mlmodel(text)
    assert signature == {"inputs": [{"name": "dep_delay", "type": "double"}], "outputs": []}
    assert threshold == "0.45"


MERGED = "a0: &a0 {k0: x, k1: x}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 12)
)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text", [BILLION, MERGED, "a: " + "x" * 2**20], ids=["lists", "merged", "long"]
)
def test_a_few_lines_that_stand_for_a_billion_items_are_not_read(text):
    with pytest.raises(parsing.NoModel):
        parsing.mlmodel(text)


@pytest.mark.timeout(10)
def test_a_model_with_a_thousand_columns_is_read():
    columns = json.dumps(
        [{"name": f"a column with a long name {n}", "type": "double"} for n in range(1000)]
    )
    text = f"signature:\n  inputs: '{columns}'\n  outputs: '{columns}'\n"
    assert len(parsing.mlmodel(text)[0]["inputs"]) == 1000


@pytest.mark.parametrize(
    "text",
    [
        "signature: {inputs: 'no json'}",
        "signature: {inputs: '[1, 2]'}",
        'signature: {inputs: \'{"name": "a"}\'}',
        "flavors: [}",
        "!!python/object/apply:os.system ['true']",
        "[" * 5000,
    ],
)
def test_what_no_mlflow_wrote_is_refused_in_words(text):
    with pytest.raises(parsing.NoModel):
        parsing.mlmodel(text)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "flavors: none", "signature: [1]"])
def test_a_file_that_says_nothing_says_nothing(text):
    assert parsing.mlmodel(text) == ({"inputs": [], "outputs": []}, "")
