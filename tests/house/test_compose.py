"""docker-compose.yml and the Dockerfile say what `make run` does."""

import re
import shlex

import pytest
import yaml
from django.core.management import get_commands

from portal.launch.parts import PARTS
from tests.house.settings_names import ROOT, in_scripts, in_settings, known

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "pitwall"}
INSTRUCTIONS = {
    "FROM", "ENV", "WORKDIR", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "CMD",
}  # fmt: skip


def dockerfile() -> list[tuple[str, str]]:
    """Instructions and their arguments, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def dockerfile_environment() -> set[str]:
    pairs = " ".join(rest for word, rest in dockerfile() if word == "ENV")
    return {pair.split("=")[0] for pair in shlex.split(pairs)}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_part_runs_there_with_the_same_command(part):
    if part.replaced_by:
        assert part.replaced_by in SERVICES
    else:
        assert SERVICES[part.name]["command"] == [part.command]


def test_nothing_else_runs_there():
    parts = {part.name for part in PARTS if not part.replaced_by}
    assert set(OURS) == parts | {"prepare"}
    assert set(SERVICES) - set(OURS) == {"postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_it_names_only_settings_that_exist(name):
    assert set(OURS[name]["environment"]) <= known()


@pytest.mark.parametrize("name", OURS)
def test_no_process_runs_as_root(name):
    assert OURS[name]["user"] not in ("", "0", "root")
    assert ("USER", "pitwall") in dockerfile()


@pytest.mark.parametrize("part", [p for p in PARTS if not p.once], ids=lambda part: part.name)
def test_every_lasting_part_has_a_health_check(part):
    service = SERVICES[part.replaced_by or part.name]
    assert service["healthcheck"]["test"]
    if not part.replaced_by:
        assert service["healthcheck"]["test"] == ["CMD", "bin/healthy", part.name]


@pytest.mark.parametrize("part", [p for p in PARTS if not p.replaced_by], ids=lambda p: p.name)
def test_it_is_given_as_long_to_stop_as_under_the_supervisor(part):
    grace = SERVICES[part.name].get("stop_grace_period", "10s")
    if part.stop_seconds > 15:
        assert int(grace.removesuffix("s")) >= part.stop_seconds


def test_every_named_volume_is_declared():
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert named == set(COMPOSE["volumes"])


def test_the_dockerfile_has_only_instructions_that_exist():
    assert {word for word, _ in dockerfile()} <= INSTRUCTIONS
    assert dockerfile()[0][0] == "FROM"


def test_the_dockerfile_names_only_settings_that_exist():
    assert (
        dockerfile_environment() - {"PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_CACHE_DIR"} <= known()
    )


def test_what_the_dockerfile_copies_exists():
    for word, rest in dockerfile():
        if word == "COPY" and not rest.startswith("--from"):
            assert (ROOT / rest.split()[0]).exists()


def test_scripts_and_settings_spell_the_same_names():
    own = {name for name in in_scripts() if name.startswith("PITWALL_")}
    only_scripts = {"PITWALL_BIND", "PITWALL_MLFLOW_PORT", "PITWALL_WEB_WORKERS", "PITWALL_WORKERS"}
    assert own - in_settings() == only_scripts


def test_interpolated_variables_are_explained_at_the_top():
    text = (ROOT / "docker-compose.yml").read_text()
    head = text.split("\nname:")[0]
    required = set(re.findall(r"\$\{([A-Z_]+):\?\}", text))
    assert required
    assert all(name in head for name in required)


def test_what_it_says_to_run_is_a_command_of_pitwalls_own():
    """Django's own would make an account that may do nothing, and leave no entry."""
    text = (ROOT / "docker-compose.yml").read_text()
    asked = re.findall(r"manage\.py (\w+)", text)
    assert asked
    assert all(get_commands()[name] == "portal" for name in asked)
