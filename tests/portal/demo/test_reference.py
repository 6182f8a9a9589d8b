"""The profile of a training part that drift is measured against."""

import runpy

import pandas as pd

from portal.demo import training

reference_profile = runpy.run_path(str(training.FOLDER / "reference.py"))["reference_profile"]


def test_a_numeric_feature_is_cut_into_tenths():
    profile = reference_profile(pd.DataFrame({"delay": range(1, 101)}), [])["features"]["delay"]

    assert profile["kind"] == "numeric"
    assert profile["counts"] == [10] * 10
    assert profile["edges"][0] == 10.9
    assert (profile["quantiles"][0], profile["quantiles"][50], profile["quantiles"][100]) == (
        1.0,
        50.5,
        100.0,
    )


def test_a_bin_takes_in_its_right_border():
    profile = reference_profile(pd.DataFrame({"hour": [5] * 8 + [6, 7]}), [])["features"]["hour"]

    assert profile["edges"][0] == 5.0
    assert profile["counts"][0] == 8
    assert sum(profile["counts"]) == 10
    assert len(profile["counts"]) == len(profile["edges"]) + 1


def test_missing_values_are_counted_apart():
    frame = pd.DataFrame({"delay": [1.0, None, 3.0], "carrier": ["UA", None, None]})

    features = reference_profile(frame, ["carrier"])["features"]

    assert features["delay"]["missing"] == 1
    assert sum(features["delay"]["counts"]) == 2
    assert features["carrier"] == {"kind": "categorical", "counts": {"UA": 1}, "missing": 2}


def test_categories_are_counted_by_name():
    frame = pd.DataFrame({"origin": ["JFK", "EWR", "JFK"]})

    assert reference_profile(frame, ["origin"])["features"]["origin"]["counts"] == {
        "EWR": 1,
        "JFK": 2,
    }


def test_the_models_answers_have_a_profile_of_their_own():
    frame, answers = pd.DataFrame({"hour": [1, 2]}), pd.DataFrame({"probability": [0.25, 0.75]})

    profile = reference_profile(frame, [], answers)

    assert profile["rows"] == 2
    assert profile["outputs"]["probability"]["quantiles"][50] == 0.5
