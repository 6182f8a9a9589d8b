"""What the API's lists cost at 100 and 10,000 use cases with a hundred runs each.

`make bench-lists`, or `python -m benchmarks.lists --help`. Each list is asked for as it is by
default, a page of fifty with nothing filtered, by token and through all middleware, in one process.
Three ask: a member of one use case in a hundred; a member of a hundred use cases at every size, whose
pages are as full at each; and a governance officer. Beside each list stands a bare APIView: the same
middleware and authentication, one page of the same visible rows by `.values()`, rendered by DRF.

Each size has a database of its own. List and bare view, at each size, are asked for in turn, so that
whatever else the machine does strikes all of them alike: growth and ratio are of the same minutes.
CPU is this process's own. The last line of the output is one JSON object.
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import apart
from benchmarks.stores import stores

SIZES = (100, 10_000)


def main() -> int:
    given = apart.arguments(__doc__, SIZES)
    with (
        tempfile.TemporaryDirectory(prefix="pitwall-lists-") as name,
        stores(given.database_url, Path(name)) as databases,
    ):
        folder, sites = Path(name), []
        for size in given.sizes:
            url = databases.new(f"lists{size}")
            asked = [f"--size={size}", f"--runs={given.runs}"]
            said = apart.run("benchmarks.list_fill", asked, url=url, folder=folder)
            sites.append(json.loads(said.splitlines()[-1]) | {"url": url})
            print(f"{size} use cases are there", file=sys.stderr, flush=True)
        asked = [f"--requests={given.requests}"]
        told = json.dumps(sites)
        url = sites[0]["url"]
        print(apart.run("benchmarks.list_rounds", asked, url=url, folder=folder, told=told), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
