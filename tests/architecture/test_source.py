"""Habits that hold for the whole source."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.settings_names import ROOT

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
# MLflow costs seconds to import, so its server, children and training scripts import it late.
MAY_IMPORT_LATE = ("workflows/gateway/server/", "workflows/children/", "portal/demo/training/")


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


SOURCE = [
    path
    for path in tracked("*.py")
    if "migrations" not in path.parts and not path.is_relative_to(ROOT / "tests")
]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", SOURCE, ids=named)
def test_a_module_says_what_it_is_for_and_stays_small(path):
    text = path.read_text()
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCE, ids=named)
def test_functions_stay_small(path):
    for function in functions(path):
        assert (function.end_lineno or 0) - function.lineno < LONGEST_FUNCTION, function.name


@pytest.mark.parametrize("path", SOURCE, ids=named)
def test_imports_stand_at_the_top(path):
    if named(path).startswith(MAY_IMPORT_LATE):
        return
    for function in functions(path):
        late = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not late, f"{function.name} imports inside"


def test_tasks_are_never_run_in_place_of_a_worker():
    word = "task_always_" + "eager"
    for path in tracked("*.py", "*.toml", "*.yml"):
        assert word not in path.read_text().lower(), named(path)


def test_no_receiver_of_a_model_signal_does_business():
    forbidden = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
    for path in SOURCE:
        names = {n.name for node in ast.walk(ast.parse(path.read_text()))
                 if isinstance(node, ast.ImportFrom) for n in node.names}  # fmt: skip
        assert not names & forbidden, named(path)


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_nothing_was_left_for_later():
    words = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
    for path in tracked("*.py", "*.html", "*.css", "*.js", "*.yaml"):
        text = path.read_text()
        assert not [word for word in words if f"{word}" in text.split()], named(path)
