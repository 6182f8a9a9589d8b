"""Eight answers give a tier, and say why."""

import pytest

from projects import risk

MILD = {key: question.answers[0].key for key, question in risk.QUESTIONS.items()}


def test_the_mildest_answers_are_low_risk():
    said = risk.assess(MILD)
    assert (said.tier, said.points, said.missing) == ("low", 0, ())


@pytest.mark.parametrize("question", ["people", "safety", "personal_data"])
def test_one_trigger_is_high_risk_by_itself_and_says_so(question):
    worst = risk.QUESTIONS[question].answers[-1]
    said = risk.assess(MILD | {question: worst.key})
    assert said.tier == "high"
    assert str(worst.trigger) in said.reasons[0]


def test_points_add_up_to_medium_and_to_high():
    medium = MILD | {"use": "supports", "loss": "noticeable", "reach": "many"}
    assert (risk.assess(medium).points, risk.assess(medium).tier) == (4, "medium")
    high = medium | {"use": "acts", "loss": "severe", "reach": "mass", "challenge": "partly"}
    assert (risk.assess(high).points, risk.assess(high).tier) == (9, "high")


def test_one_point_less_is_a_tier_less():
    assert risk.assess(MILD | {"use": "supports", "loss": "noticeable"}).tier == "low"
    eight = MILD | {"use": "acts", "loss": "severe", "reach": "mass"}
    assert (risk.assess(eight).points, risk.assess(eight).tier) == (8, "medium")


def test_what_is_not_answered_counts_as_the_worst():
    said = risk.assess({key: answer for key, answer in MILD.items() if key != "safety"})
    assert said.tier == "high"
    assert said.missing == ("safety",)
    assert "isn't answered" in said.reasons[-1]


def test_an_answer_that_is_not_offered_is_an_error():
    with pytest.raises(KeyError):
        risk.assess(MILD | {"loss": "immense"})


def test_points_never_fall_along_the_answers():
    for question in risk.QUESTIONS.values():
        points = [answer.points for answer in question.answers]
        assert points == sorted(points)
        assert points[0] == 0
