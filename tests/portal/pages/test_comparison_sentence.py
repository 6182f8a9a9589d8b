"""Champion against challenger in one sentence: it reads rightly whichever way it turned out."""

from decimal import Decimal

import pytest

from portal.pages.gate.comparing import Difference, sentence
from portal.pages.gate.holding import Held, objectives, part


def diff(label: str, value: str, low: str | None, high: str | None, *, up: bool = True):
    bounds = [None if one is None else Decimal(one) for one in (low, high)]
    return Difference(label, Decimal(value), *bounds, higher_is_better=up)


AUC = diff("ROC AUC", "0.0054", "0.0031", "0.0079")
F1 = diff("F1", "0.0069", "0.0030", "0.0110")
LOWER = diff("F1", "-0.0069", "-0.0110", "-0.0030")
CHANCE = diff("F1", "0.0012", "-0.0020", "0.0044")
BARE = diff("F1", "0.004", None, None)


def said(*differences, rows=21_186):
    return sentence("v4", "v2", rows, differences)


def test_better_on_every_metric():
    found = said(AUC, F1)
    assert found.text == (
        "v4 is better than v2 on the same 21,186 rows: ROC AUC +0.005 (95 % +0.003 to +0.008) "
        "and F1 +0.007 (95 % +0.003 to +0.011)."
    )
    assert found.tone == "good"


def test_worse_on_every_metric():
    found = said(LOWER)
    assert found.text == (
        "v4 is worse than v2 on the same 21,186 rows: F1 −0.007 (95 % −0.011 to −0.003)."
    )
    assert found.tone == "bad"


def test_better_in_one_and_worse_in_another_is_mixed():
    found = said(AUC, LOWER)
    assert found.text == (
        "v4 against v2 is mixed on the same 21,186 rows: better in ROC AUC +0.005 (95 % +0.003 "
        "to +0.008); worse in F1 −0.007 (95 % −0.011 to −0.003)."
    )
    assert found.tone == "slow"


def test_a_difference_whose_interval_holds_zero_may_be_chance():
    found = said(CHANCE)
    assert found.text == (
        "v4 can’t be told apart from v2 on the same 21,186 rows: F1 +0.001 (95 % −0.002 to "
        "+0.004) may be chance."
    )
    assert found.tone == "quiet"


def test_a_bound_of_exactly_zero_is_no_proof():
    assert said(diff("F1", "0.004", "0", "0.008")).tone == "quiet"


def test_better_in_part_names_what_may_be_chance():
    found = said(AUC, CHANCE)
    assert found.text.startswith("v4 is better than v2 in part on the same 21,186 rows: better in")
    assert found.text.endswith("; F1 +0.001 (95 % −0.002 to +0.004) may be chance.")
    assert found.tone == "good"


def test_worse_in_part_is_never_called_better():
    found = said(LOWER, diff("ROC AUC", "0.001", "-0.002", "0.004"))
    assert found.text.startswith("v4 is worse than v2 in part")
    assert found.tone == "bad"


def test_a_difference_without_an_interval_claims_nothing():
    found = said(BARE)
    assert "nobody knows whether by chance: F1 +0.004." in found.text
    assert found.tone == "slow"
    assert "is chance" in said(AUC, BARE).text


def test_a_lower_error_is_better():
    assert said(diff("Log loss", "-0.02", "-0.03", "-0.01", up=False)).tone == "good"
    assert said(diff("Log loss", "0.02", "0.01", "0.03", up=False)).tone == "bad"


def test_nothing_in_service_is_no_comparison():
    found = sentence("v1", "", 6, ())
    assert found.text == ("No version is in service yet, so v1 has nothing to be compared with.")


def test_versions_measured_on_different_rows_are_not_compared():
    assert said().text == "v4 and v2 weren’t measured on the same rows."


@pytest.mark.parametrize(("rows", "words"), [(None, "on the same rows"), (6, "on the same 6 rows")])
def test_it_says_how_many_rows_where_that_is_known(rows, words):
    assert words in said(AUC, rows=rows).text


def test_a_tiny_difference_is_not_written_as_none():
    assert (
        "+0.0002 (95 % +0.0001 to +0.0003)" in said(diff("F1", "0.0002", "0.0001", "0.0003")).text
    )


def held(value: str | None, threshold: str = "0.90", *, met: bool | None = True) -> Held:
    figure = None if value is None else Decimal(value)
    return Held("ROC AUC", f"≥ {threshold}", figure, Decimal(threshold), met)


def test_objectives_met_missed_and_unknown():
    assert objectives([held("0.909")]).text == "The objective is met: ROC AUC 0.909, needs ≥ 0.90."
    assert objectives([held("0.91"), held("0.93")]).text.startswith("All objectives are met: ")
    missed = objectives([held("0.91"), held("0.88", met=False)])
    assert missed.text == "Misses an objective: ROC AUC 0.880, needs ≥ 0.90."
    assert missed.tone == "bad"
    unknown = objectives([held("0.91"), held(None, met=None)])
    assert unknown.text == (
        "Not known to meet every objective: ROC AUC isn’t measured, needs ≥ 0.90."
    )
    assert objectives([]) is None


def test_a_value_just_below_its_threshold_is_not_rounded_onto_it():
    assert "ROC AUC 0.8998, needs ≥ 0.90" in objectives([held("0.89981", met=False)]).text


def test_a_part_of_the_data_is_told_apart():
    assert part("April", [held("0.91")]).text == "On “April” by itself they are met as well."
    short = part("April", [held("0.89", met=False)])
    assert short.text == "On “April” by itself not all are: ROC AUC 0.890, needs ≥ 0.90."
    assert short.tone == "slow"
    assert part("April", [held(None, met=None)]) is None
