"""Imports run one way, in no circle, and MLflow stays where it is."""

import subprocess
import sys

import grimp
import pytest

from tests.house.settings_names import ROOT

APPS = ("governance", "projects", "workflows", "portal")


def in_a_process_of_its_own(code: str) -> str:
    """What the code prints; modules that tests have imported don't count there."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*APPS)


def test_the_contracts_hold():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_contract_ignores_an_import():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


def test_no_module_imports_itself_round_a_corner(graph):
    for circle in circles(graph):
        pytest.fail("imports in a circle: " + ", ".join(sorted(circle)))


def circles(graph) -> list[set[str]]:
    """Strongly connected components of more than one module (Tarjan, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []
    for root in sorted(graph.modules):
        work = [] if root in order else [(root, iter(_imports(graph, root)))]
        while work:
            module, rest = work[-1]
            if module not in order:
                order[module] = low[module] = len(order)
                stack.append(module)
            for imported in rest:
                if imported not in order:
                    work.append((imported, iter(_imports(graph, imported))))
                    break
                if imported in stack:
                    low[module] = min(low[module], order[imported])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[module])
                if low[module] == order[module]:
                    at = stack.index(module)
                    component = set(stack[at:])
                    del stack[at:]
                    found += [component] if len(component) > 1 else []
    return found


def _imports(graph, module: str) -> list[str]:
    return sorted(graph.find_modules_directly_imported_by(module))


@pytest.mark.parametrize("command", ["check", "makemigrations --check --dry-run"])
def test_managing_imports_no_mlflow(command):
    code = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
from django.core.management import execute_from_command_line
sys.stdout, kept = sys.stderr, sys.stdout
execute_from_command_line(["manage.py", *{command.split()!r}])
print(sorted({{"mlflow", "pandas", "sklearn"}} & set(sys.modules)), file=kept)
"""
    assert in_a_process_of_its_own(code) == "[]"


def test_the_web_process_imports_no_mlflow_when_it_has_all_its_pages():
    code = """
import sys
from portal.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted({"mlflow", "pandas", "sklearn"} & set(sys.modules)))
"""
    assert in_a_process_of_its_own(code) == "[]"
