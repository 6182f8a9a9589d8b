"""Tests of tests/browser do what people can: after the sign-in clicks and keys, nothing else."""

import ast
from pathlib import Path

import pytest

from tests.house.settings_names import ROOT

FILES = sorted((ROOT / "tests" / "browser").rglob("*.py"))
# All that may be imported: nothing here reaches a database, a network or a process.
ALLOWED = (
    "collections.abc",
    "dataclasses",
    "datetime",
    "json",
    "re",
    "playwright.sync_api",
    "pytest",
    "tests.browser",
    "tests.grounds.people",
    "tests.whole.seasons",
)
# What a browser's driver could do past the page: other requests, addresses, scripts, cookies.
PAST_THE_PAGE = {
    "add_cookies",
    "add_init_script",
    "dispatch_event",
    "evaluate",
    "evaluate_all",
    "evaluate_handle",
    "goto",
    "new_cdp_session",
    "request",
    "route",
    "set_content",
    "storage_state",
}


def imported(tree: ast.AST) -> list[str]:
    """Every module that is imported, wherever in the file."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{one.name}" for one in node.names]
    return found


def used_past_the_page(tree: ast.AST) -> list[str]:
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    calls = [
        f"{node.attr} in line {node.lineno}" for node in attributes if node.attr in PAST_THE_PAGE
    ]
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return calls + [name for name in names if name in {"__import__", "exec", "eval", "open"}]


def faults(text: str) -> list[str]:
    tree = ast.parse(text)
    strange = [one for one in imported(tree) if not _allowed(one)]
    return strange + used_past_the_page(tree)


def _allowed(module: str) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in ALLOWED)


def test_there_are_browser_tests():
    assert len(FILES) > 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_clicks_and_types_and_nothing_else(path: Path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "from governance.models import Vote",
        "from django.test import Client",
        "import httpx",
        "from tests.grounds.premises import premises",
        "def test(page):\n    import urllib.request",
        "def test(page):\n    page.request.post('/')",
        "def test(page):\n    page.goto('/board/')",
        "def test(page):\n    page.evaluate('fetch(1)')",
        "def test(page):\n    page.context.request.get('/')",
        "def test(page):\n    __import__('socket')",
    ],
)
def test_the_lint_finds_what_is_forbidden(text):
    assert faults(text)


def test_the_driver_types_one_address_alone():
    """What the tests call is linted by its own rule: the door, and the page one stands on."""
    tree = ast.parse((ROOT / "tests" / "grounds" / "people.py").read_text())
    calls = used_past_the_page(tree)
    assert sorted(one.partition(" ")[0] for one in calls) == ["evaluate", "goto", "goto"]
    assert [one for one in imported(tree) if not _allowed(one)] == []
