"""The circuit says and draws where a use case stands."""

from dataclasses import replace

import pytest

from portal import circuit as circuits
from portal.components.gallery import circuit
from portal.components.types import Car, Return
from portal.components.words import STAGES
from tests.portal.components.markup import Markup, read


def with_stage(key, **changes):
    lap = circuit()
    stages = tuple(replace(s, **changes) if s.key == key else s for s in lap.stages)
    return replace(lap, stages=stages)


def classes(drawing):
    return Markup(drawing.shapes).values("class")


def test_its_label_names_all_seven_stages():
    label = circuits.draw(circuit()).label
    assert all(str(name) in label for name in STAGES.values())


def test_both_drawings_carry_the_label():
    page = read("{% circuit circuit %}", circuit=circuit())
    drawings = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert [svg["aria-label"] for svg in drawings if "circuit" in svg["class"]] == [
        circuits.draw(circuit()).label
    ] * 2


def test_both_drawings_name_all_seven_stages():
    drawn = circuits.draw(circuit())
    for drawing in (drawn.wide, drawn.narrow):
        text = Markup(drawing.shapes).text
        assert all(f"{n} {name}" in text for n, name in enumerate(STAGES.values(), start=1))


def test_the_words_under_it_give_every_gate():
    page = read("{% circuit circuit %}", circuit=circuit())
    assert len(page.all("tr")) == 8
    assert "Sia voted yes; one analyst vote is missing" in page.text


@pytest.mark.parametrize("state", ["open", "shut", "asked"])
@pytest.mark.parametrize("key", [key for key in STAGES if key != "operation"])
def test_it_draws_a_gate_in_its_state(key, state):
    plain = circuits.draw(with_stage(key, gate="none"))
    gated = circuits.draw(with_stage(key, gate=state))
    for before, after in ((plain.wide, gated.wide), (plain.narrow, gated.narrow)):
        assert classes(after).count(state) == classes(before).count(state) + 1


def test_an_open_arm_does_not_cross_the_track():
    opened = Markup(circuits.draw(with_stage("training", gate="open")).wide.shapes)
    shut = Markup(circuits.draw(with_stage("training", gate="shut")).wide.shapes)
    assert "M835 188L861 188" in shut.values("d")
    assert "M835 188L861 188" not in opened.values("d")


def test_an_asking_gate_says_whom_it_waits_for():
    text = Markup(circuits.draw(circuit()).wide.shapes).text
    assert "The gate waits for" in text
    assert "one analyst vote" in text


def test_a_waiting_car_has_a_ring_and_the_champion_is_outlined():
    found = classes(circuits.draw(circuit()).wide)
    assert "car-ring" in found
    assert "car old" in found


@pytest.mark.parametrize("key", list(STAGES))
def test_a_car_can_stand_at_every_stage(key):
    lap = replace(circuit(), challenger=Car("v12", key, waits=True))
    drawn = circuits.draw(lap)
    for drawing in (drawn.wide, drawn.narrow):
        ring = next(r for r in Markup(drawing.shapes).all("rect") if r.get("class") == "car-ring")
        assert float(ring["x"]) >= 0
        assert float(ring["x"]) + float(ring["width"]) <= drawing.width + 2


@pytest.mark.parametrize("key", ["definition", "data", "platform", "training"])
def test_a_finding_leads_back_into_the_lap(key):
    lap = replace(circuit(), finding=Return(key, "F-31"))
    drawn = circuits.draw(lap)
    assert classes(drawn.wide).count("return") == 1
    assert f"leads back to {STAGES[key]}" in drawn.label


def test_without_a_finding_there_is_no_way_back():
    drawn = circuits.draw(replace(circuit(), finding=None))
    assert "return" not in classes(drawn.wide)


def test_it_refuses_stages_out_of_order():
    lap = circuit()
    with pytest.raises(ValueError, match="definition, data, platform"):
        circuits.draw(replace(lap, stages=lap.stages[::-1]))
