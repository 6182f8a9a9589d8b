"""Which environment variables exist: those that settings or the scripts in bin/ read."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {"text", "flag", "integer", "items"}
# Read by Django, Python and MLflow themselves.
FOREIGN = {
    "DJANGO_SETTINGS_MODULE",
    "PYTHONDONTWRITEBYTECODE",
    "PATH",
    "MLFLOW_SERVER_ALLOWED_HOSTS",
    "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS",
}


def in_settings() -> set[str]:
    """First arguments of environment.text() and its like in portal/settings/."""
    names: set[str] = set()
    for path in (ROOT / "portal" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in READERS
                and isinstance(node.args[0], ast.Constant)
            ):
                names.add(node.args[0].value)
    return names


def in_scripts() -> set[str]:
    """Variables that a script reads with a default of its own."""
    text = "".join(path.read_text() for path in (ROOT / "bin").iterdir())
    return set(re.findall(r"\$\{([A-Z_]+):?[-=]", text))


def known() -> set[str]:
    return in_settings() | in_scripts() | FOREIGN
