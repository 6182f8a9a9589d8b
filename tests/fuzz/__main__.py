"""Fuzzes the API from its schema, for each of four roles: `make fuzz`, `python -m tests.fuzz --help`.

It asks the portal in this process, on a filled database of its own on the server of DATABASE_URL, each
call in a transaction that is rolled back. First it looks, operation by operation, for a request that is
answered with success (prepared calls). Then it sends what has to be refused (hostile ones), and what
schemathesis draws from the schema and outside it, nothing twice (drawn ones). Anything that the schema
doesn't say is a fault: a status, a type, a header, an answer, a 5xx. It ends with 1 if there is one, if
under 30 % of a role's drawn calls are 2xx, or if an operation has none of any role.
"""

import argparse
import logging
import os
import sys
import time


def main() -> int:
    given = _arguments()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("Set DATABASE_URL, for example postgresql://localhost/pitwall_ci")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from tests.fuzz.run import run

    began = time.monotonic()
    wrong = run(seconds=given.seconds, number=given.seed)
    print(f"{time.monotonic() - began:.0f} s; {len(wrong)} faults")
    for one in wrong:
        print(f"FAULT {one}")
    return 1 if wrong else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="of drawn calls for each role")
    parser.add_argument("--seed", type=int, default=1, help="another one draws other calls")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
