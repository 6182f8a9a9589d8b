"""IT describes what an environment offers, revision by revision."""

import stat
import sys

import pytest

from governance.errors import Denied, Invalid, StaleState
from projects import queries
from tests.projects.conftest import kinds


def test_it_keeps_what_is_offered(use_case, make, cast):
    row = make.environment(frameworks={"Scikit_Learn": "1.5.1", "torch": "2.4"}, accelerators=2)
    assert (row.number, row.author, row.environment.key) == (1, cast.user("ivo"), "prem-cpu-1")
    assert [(one.name, one.version) for one in row.frameworks.all()] == [
        ("scikit-learn", "1.5.1"),
        ("torch", "2.4"),
    ]
    assert kinds()[-1] == "environment.revised"


def test_the_next_revision_leaves_the_first_as_it_was(use_case, make):
    first = make.environment()
    place = first.environment.place_id
    second = make.environment(place_id=place, frameworks={"scikit-learn": "1.6"}, based_on=1)
    assert (second.number, first.frameworks.get().version) == (2, "1.5.1")
    assert first.content_hash != second.content_hash
    assert queries.environments() == [second]


def test_another_title_alone_is_a_change_but_not_of_content(use_case, make):
    first = make.environment()
    second = make.environment(place_id=first.environment.place_id, title="CPU hall", based_on=1)
    assert first.content_hash == second.content_hash
    assert second.environment.title == "CPU hall"


def test_the_same_again_is_refused(use_case, make, unchanged):
    place = make.environment().environment.place_id
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.environment(place_id=place, based_on=1)
    assert "Nothing is different" in refusal.value.fields["environment"]


def test_an_environment_that_exists_is_not_made_again(use_case, make, unchanged):
    place = make.environment().environment.place_id
    with unchanged(), pytest.raises(StaleState):
        make.environment(place_id=place, cpu_cores=16)


def test_it_does_not_move(use_case, make, unchanged):
    make.environment()
    elsewhere = make.place("hall-c")
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.environment(place_id=elsewhere.pk, based_on=1)
    assert "doesn't move" in refusal.value.fields["place_id"]


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"frameworks": {"torch": "new"}}, "frameworks.torch", "“new” is no version"),
        ({"frameworks": {"torch": 2.4}}, "frameworks.torch", "“2.4” is no version"),
        ({"frameworks": {"not a name": "1"}}, "frameworks.not a name", "no package's name"),
        (
            {"frameworks": {"torch": "2.4", "Torch": "2.1"}},
            "frameworks.Torch",
            "torch is there twice",
        ),
        ({"frameworks": ["torch"]}, "frameworks", "map names to values"),
        ({"cpu_cores": 0}, "cpu_cores", "too small"),
        ({"memory_gib": "lots"}, "memory_gib", "isn't a whole number"),
        ({"memory_gib": 2**40}, "memory_gib", "too large"),
        ({"interpreter": "python3"}, "interpreter", "isn't absolute"),
        ({"interpreter": "/opt/none/bin/python3"}, "interpreter", "There is no file"),
        ({"interpreter": "/bin/sh"}, "interpreter", "isn't called like a Python"),
    ],
)
def test_wrong_input_is_answered_with_field_value_and_remedy(
    use_case, make, unchanged, given, field, says
):
    place = make.place("hall-b")
    with unchanged(), pytest.raises(Invalid) as refusal:
        make.environment(place_id=place.pk, **given)
    assert says in refusal.value.fields[field]


def test_a_python_of_this_host_is_taken(use_case, make):
    assert make.environment(interpreter=sys.executable).interpreter == sys.executable


def script(path, text, mode=0o755):
    path.write_text(text)
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize(
    ("text", "mode", "says"),
    [
        ("#!/bin/sh\necho 3 11\n", stat.S_IRUSR, "can't be executed"),
        ("#!/bin/sh\nexit 1\n", 0o755, "doesn't answer like a Python"),
        ("#!/bin/sh\necho hello\n", 0o755, "doesn't answer like a Python"),
        ("#!/bin/sh\necho 2 7\n", 0o755, "is Python 2.7; choose 3.9 or newer"),
    ],
)
def test_what_is_only_called_python_is_refused(
    use_case, make, settings, tmp_path, text, mode, says, monkeypatch
):
    settings.PITWALL_HOME = tmp_path / "home"
    monkeypatch.setattr("projects.interpreters.os.access", lambda path, how: bool(mode & 0o100))
    path = script(tmp_path / "python3", text, mode)
    with pytest.raises(Invalid) as refusal:
        make.environment(interpreter=path)
    assert says in refusal.value.fields["interpreter"]


@pytest.mark.parametrize("name", ["sam", "ana", "ola"])
def test_only_it_revises_environments(use_case, make, cast, unchanged, name):
    place = make.place("hall-b")
    with unchanged(), pytest.raises(Denied):
        make.environment(place_id=place.pk, actor=cast.actor(name))


def test_scenario_7_the_environments_that_have_it_are_found(use_case, make):
    make.environment("prem-cpu-1", frameworks={"torch": "2.1.0"})
    make.environment("prem-gpu-2", frameworks={"torch": "2.4.1"})
    make.environment("prem-gpu-3", frameworks={"torch": "2.10.0", "jax": "0.4.30"})
    found = queries.environments_with({"torch": ">=2.4", "jax": ">=1"})
    assert found == {"torch": ["prem-gpu-2", "prem-gpu-3"], "jax": []}


def test_only_what_an_environment_has_now_counts(use_case, make):
    first = make.environment(frameworks={"torch": "2.4"})
    place = first.environment.place_id
    make.environment(place_id=place, frameworks={"torch": "2.1"}, based_on=1)
    assert queries.environments_with({"torch": ">=2.4"}) == {"torch": []}


def test_it_refuses_what_a_model_could_have_left_behind(
    use_case, make, settings, tmp_path, unchanged
):
    """A program in Pitwall's own folders, reached directly or by a link, is never started."""
    settings.PITWALL_HOME = tmp_path / "home"
    left = settings.PITWALL_HOME / "evaluations/7/predict/python3"
    left.parent.mkdir(parents=True)
    left.write_text(f"#!/bin/sh\ntouch {tmp_path / 'started'}\necho 3 12\n")
    left.chmod(0o755)
    link = tmp_path / "python3"
    link.symlink_to(left)
    place = make.place("hall-b")
    for path in (left, link):
        with unchanged(), pytest.raises(Invalid) as refusal:
            make.environment(place_id=place.pk, interpreter=str(path))
        assert "Pitwall's own folders" in refusal.value.fields["interpreter"]
    assert not (tmp_path / "started").exists()
