"""The papers a newcomer reads first."""

import re

import pytest

from tests.house.settings_names import ROOT

PAPERS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE"]


@pytest.mark.parametrize("name", PAPERS)
def test_it_is_there(name):
    assert (ROOT / name).stat().st_size > 400


def test_the_readme_fits_in_eighty_lines_and_begins_with_the_two_commands():
    lines = (ROOT / "README.md").read_text().splitlines()
    assert len(lines) <= 80
    first_screen = "\n".join(lines[:25])
    assert "make run" in first_screen
    assert "make test" in first_screen


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_command_it_names_exists(name):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)`", (ROOT / name).read_text()))
    assert named
    assert named <= targets


def test_links_within_the_repository_lead_somewhere():
    for paper in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", paper.read_text()):
            assert (paper.parent / target).exists(), f"{paper.name} links to {target}"
