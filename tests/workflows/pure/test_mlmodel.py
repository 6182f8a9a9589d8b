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


def test_a_list_of_a_billion_items_is_never_written_out():
    text = BILLION + "flavors:\n  python_function:\n    config:\n      threshold: *a8\n"
    assert parsing.mlmodel(text) == ({"inputs": [], "outputs": []}, "")


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
