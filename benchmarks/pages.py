"""What pages cost at 100, 1,000 and 10,000 use cases with a hundred runs each.

`make bench-pages`, or `python -m benchmarks.pages --help`. Pages are asked for in this process,
through all middleware, as a member of one use case in a hundred and as a governance officer; between
two requests something changes in a use case that both see. Beside each list stands the thinnest view
over the same rows: the same middleware, the same values, a template that does nothing else. CPU is
this process's own. The last line of the output is one JSON object.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks import apart
from benchmarks.stores import stores

SIZES = (100, 1_000, 10_000)


def main() -> int:
    given = apart.arguments(__doc__, SIZES)
    with (
        tempfile.TemporaryDirectory(prefix="pitwall-pages-") as folder,
        stores(given.database_url, Path(folder)) as databases,
    ):
        asked = [
            *(f"--size={one}" for one in given.sizes),
            f"--requests={given.requests}",
            f"--runs={given.runs}",
        ]
        url = databases.new("pages")
        print(apart.run("benchmarks.page_rounds", asked, url=url, folder=Path(folder)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
