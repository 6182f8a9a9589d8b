"""Modules that measure run as processes of their own, on databases that are there for that alone."""

import argparse
import os
import subprocess
import sys
from pathlib import Path


def run(module: str, asked: list[str], *, url: str, folder: Path, told: str = "") -> str:
    """What the module prints. Django is set up by an environment of its own: a process of its own.

    `told` is its input. Raises CalledProcessError where it fails.
    """
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": url,
        "PITWALL_HOME": str(folder),
    }
    return subprocess.run(
        [sys.executable, "-m", module, *asked],
        env=environment,
        input=told,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def arguments(about: str | None, sizes: tuple[int, ...]) -> argparse.Namespace:
    """How much is measured, and where."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes, help="use cases")
    parser.add_argument("--runs", type=int, default=100, help="of each use case")
    parser.add_argument("--requests", type=int, default=30, help="of each one, reader and size")
    parser.add_argument(
        "--database-url",
        default="",
        help="postgresql://… of a role that may create databases; its own are made there",
    )
    return parser.parse_args()
