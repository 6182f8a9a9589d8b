"""What pages cost at 100, 1,000 and 10,000 use cases with a hundred runs each.

`make bench-pages`, or `python -m benchmarks.pages --help`. Pages are asked for in this process,
through all middleware, as a member of one use case in a hundred and as a governance officer; between
two requests something changes in a use case that both see. Beside each list stands the thinnest view
over the same rows: the same middleware, the same values, a template that does nothing else. CPU is
this process's own. The last line of the output is one JSON object.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.stores import stores

SIZES = (100, 1_000, 10_000)


def main() -> int:
    given = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="pitwall-pages-") as folder,
        stores(given.database_url, Path(folder)) as databases,
    ):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "DATABASE_URL": databases.new("pages"),
            "PITWALL_HOME": folder,
        }
        asked = [
            *(f"--size={one}" for one in given.sizes),
            f"--requests={given.requests}",
            f"--runs={given.runs}",
        ]
        # Django is set up by an environment of its own: a process of its own.
        return subprocess.run(
            [sys.executable, "-m", "benchmarks.page_rounds", *asked], env=environment, check=False
        ).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="use cases")
    parser.add_argument("--runs", type=int, default=100, help="of each use case")
    parser.add_argument("--requests", type=int, default=30, help="of each page, reader and size")
    parser.add_argument(
        "--database-url",
        default="",
        help="postgresql://… of a role that may create databases; a database of its own is made there",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
