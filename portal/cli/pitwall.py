#!/usr/bin/env python3
"""Pitwall for pipelines, in one file: Python 3.8 or newer and nothing else.

    pitwall.py clearance --model NAME --version N --target KEY [--use-case SLUG] [--receipt FILE]
    pitwall.py submit STAGE (--use-case SLUG | --cycle ID) [--note TEXT]
    pitwall.py vote REVIEW CHOICE [--reason TEXT] [--condition "WHO DAY TEXT"] [--role ROLE]
    pitwall.py watch review|release|job ID [--timeout SECONDS] [--every SECONDS]
    pitwall.py scores push FILE --use-case SLUG --release ID [--format jsonl|csv|parquet]

PITWALL_URL is the portal's address, PITWALL_TOKEN a token made on the account page there. Each
command takes --json, to print the portal's answer as it came.

Exit status 0: yes, done, or ended well. 1: Pitwall says no (not cleared, a gate is shut, rejected,
failed). 2: trouble (no connection, not allowed, a slip in the arguments, time ran out).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import ssl
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any

YES, NO, TROUBLE = 0, 1, 2
TRIES = 6
LONGEST_WAIT = 60.0
TIMEOUT = 60.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
FORMATS = {
    "jsonl": "application/x-ndjson",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
# What is watched: where it stands, which field says so, what it waits in, and how it ends well.
WATCHED = {
    "review": ("reviews/{}/", "review", ("open",), "approved"),
    "release": ("releases/{}/", "", ("starting",), "live"),
    "job": ("jobs/{}/", "", ("wanted", "running"), "done"),
}


class Trouble(Exception):
    """What went wrong, as sentences; `status` is how the program ends, `problem` what was answered."""

    def __init__(self, said: str, status: int = TROUBLE, problem: Any = None) -> None:
        super().__init__(said)
        self.status, self.problem = status, problem


class Portal:
    """The REST API at one address, asked with one token."""

    def __init__(self, address: str, token: str) -> None:
        self.until: float | None = None  # on time.monotonic(): no waiting beyond
        self._url = urllib.parse.urlsplit(address.rstrip("/") + "/api/v1/")
        if self._url.scheme not in ("http", "https") or not self._url.hostname:
            raise Trouble("PITWALL_URL has to be an address such as https://pitwall.example.")
        safe = self._url.scheme == "https" or self._url.hostname in LOOPBACK
        if not safe and os.environ.get("PITWALL_PLAIN_HTTP") != "1":
            raise Trouble(
                "PITWALL_URL begins with http://, so that the token could be read on its way. "
                "Use https://, or set PITWALL_PLAIN_HTTP=1 in a network that you trust."
            )
        # Never said back, whatever is wrong with it: logs of pipelines are read by many.
        if not token or not all("!" <= one <= "~" for one in token):
            raise Trouble("PITWALL_TOKEN is missing or holds what no token does; copy it anew.")
        self._token = token

    def get(self, path: str, **query: Any) -> Any:
        """What is at an address of the API; a query without what is None."""
        given = {name: value for name, value in query.items() if value is not None}
        return self._call("GET", path + ("?" + urllib.parse.urlencode(given) if given else ""))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Do something, with the fields that aren't None."""
        given = {name: value for name, value in body.items() if value is not None}
        return self._call("POST", path, json.dumps(given).encode(), "application/json")

    def send(self, path: str, file: IO[bytes], media: str) -> Any:
        """Send a file as it is."""
        return self._call("POST", path, file, media)

    def _call(self, method: str, path: str, body: Any = None, media: str = "") -> Any:
        """One call, made again while the portal asks for patience; its key makes it happen once."""
        headers = {"Authorization": "Bearer " + self._token, "Accept": "application/json"}
        if method == "POST":
            headers["Content-Type"], headers["Idempotency-Key"] = media, str(uuid.uuid4())
        again = 0
        while True:
            status, said, asked = self._once(method, path, body, headers)
            seconds, again = patience(asked, again), again + 1
            if status not in (429, 503) or again == TRIES or not self._patient(seconds):
                return answer(status, said)
            time.sleep(seconds)

    def _patient(self, seconds: float) -> bool:
        return self.until is None or time.monotonic() + seconds < self.until

    def _once(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        """Status, body and Retry-After of one request."""
        sent = dict(headers)
        if hasattr(body, "seek"):
            sent["Content-Length"] = str(body.seek(0, os.SEEK_END))
            body.seek(0)
        connection = self._connection()
        try:
            with suppress(BrokenPipeError, ConnectionResetError):  # it may say no before the end
                connection.request(method, self._url.path + path, body, sent)
            reply = connection.getresponse()
            if 300 <= reply.status < 400:
                where = reply.getheader("Location", "elsewhere").split("/api/v1/")[0]
                raise Trouble(f"The portal sends us to {where}; set PITWALL_URL to its address.")
            return reply.status, reply.read(), reply.getheader("Retry-After", "")
        except (OSError, http.client.HTTPException) as error:
            raise Trouble(f"{self._url.hostname} doesn't answer as a portal: {error}") from None
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "http":
            return http.client.HTTPConnection(host, port or 80, timeout=TIMEOUT)
        context = ssl.create_default_context()
        proxy = urllib.request.getproxies().get("https", "")
        if not proxy or urllib.request.proxy_bypass(host):
            return http.client.HTTPSConnection(host, port or 443, timeout=TIMEOUT, context=context)
        by = urllib.parse.urlsplit(proxy if "//" in proxy else "//" + proxy)
        tunnel = http.client.HTTPSConnection(
            by.hostname or "", by.port or 3128, timeout=TIMEOUT, context=context
        )
        tunnel.set_tunnel(host, port or 443)
        return tunnel


def patience(asked: str, tries: int) -> float:
    """Seconds to wait: what Retry-After asks for (seconds or a date), else twice as long each time."""
    try:
        seconds = float(asked)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(asked).timestamp() - time.time()
        except (TypeError, ValueError, IndexError):
            seconds = 2.0**tries
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else LONGEST_WAIT


def answer(status: int, said: bytes) -> Any:
    """The answer's JSON. Raises Trouble with the problem's own words; a 409 is a no, not a trouble."""
    try:
        value = json.loads(said) if said else None
    except ValueError:
        value = None
    if status < 400 and value is not None:
        return value
    if not isinstance(value, dict):
        raise Trouble(f"The portal answered {status}, and not as an API does; check PITWALL_URL.")
    lines = [str(value.get("detail") or value.get("title") or f"The portal answered {status}.")]
    lines += [f"- {reason}" for reason in value.get("reasons", [])]
    lines += [f"- {name}: {why}" for name, why in value.get("fields", {}).items()]
    if value.get("who_can"):
        lines.append(f"Who can: {value['who_can']}.")
    if value.get("remedy"):
        lines.append(str(value["remedy"]))
    raise Trouble("\n".join(lines), NO if status == 409 else TROUBLE, value)


def clearance(portal: Portal, given: argparse.Namespace) -> tuple[int, Any, str]:
    said = portal.get(
        "clearance/",
        model=given.model,
        version=given.version,
        target=given.target,
        use_case=given.use_case,
    )
    if given.receipt:
        if not said.get("receipt"):
            raise Trouble("The portal gave no receipt: its record has no signed checkpoint yet.")
        Path(given.receipt).write_bytes(said["receipt"].encode())
    which = f"{said['model']} v{said['version']}"
    if said["ok"]:
        until = said["believe_until"]
        return YES, said, f"{which} is cleared for {said['target']} (to be believed until {until})."
    reasons = "".join(f"\n- {reason}" for reason in said["reasons"])
    return NO, said, f"{which} isn't cleared for {said['target']}:{reasons}"


def submit(portal: Portal, given: argparse.Namespace) -> tuple[int, Any, str]:
    cycle = given.cycle or building_cycle(portal, given.use_case)
    said = portal.post(f"cycles/{cycle}/reviews/", {"stage": given.stage, "note": given.note})
    return YES, said, f"Review {said['id']} asks for a decision on {said['stage']}."


def vote(portal: Portal, given: argparse.Namespace) -> tuple[int, Any, str]:
    # A round is frozen: its number says which content is voted on, and its hash never changes.
    review = portal.get(f"reviews/{given.review}/")["review"]
    conditions = [condition(portal, review["use_case"], one) for one in given.condition]
    body = {
        "choice": given.choice.replace("-", "_"),
        "seen_hash": review["content_hash"],
        "comment": given.reason,
        "role": given.role,
        "conditions": conditions or None,
    }
    said = portal.post(f"reviews/{given.review}/votes/", body)
    return YES, said, f"Voted; the gate is {said['gate']['state']}."


def condition(portal: Portal, slug: str, text: str) -> dict[str, Any]:
    """“ivo 2026-04-01 Load test with 200 rows” as the API takes it."""
    who, day, what = [*text.split(None, 2), "", "", ""][:3]
    if not what:
        raise Trouble(
            f"“{text}” is no condition; write it as “WHO DAY TEXT”, the day as 2026-04-01."
        )
    team = portal.get(f"use-cases/{use_case(portal, slug)}/team/")
    people = {
        one["user"]["username"]: one["user"]["id"] for row in team for one in row["memberships"]
    }
    if who not in people:
        raise Trouble(f"{who} isn't in the team; choose one of {', '.join(sorted(people))}.")
    return {"owner_id": people[who], "due": f"{day}T23:59:59Z", "text": what}


def watch(portal: Portal, given: argparse.Namespace) -> tuple[int, Any, str]:
    path, inside, waiting, good = WATCHED[given.what]
    portal.until, before = time.monotonic() + given.timeout, ""
    while True:
        said = portal.get(path.format(given.id))
        row = said[inside] if inside else said
        state, name = row["state"], f"{given.what} {given.id}"
        if state not in waiting:
            why = row.get("reason") or row.get("ended_why") or ""
            return YES if state == good else NO, said, f"{name}: {state}. {why}".rstrip()
        if state != before and not given.json:
            tell(f"{name}: {state}")
            before = state
        if time.monotonic() + given.every >= portal.until:
            raise Trouble(f"{name} is still {state} after {given.timeout:g} s.")
        time.sleep(given.every)


def push(portal: Portal, given: argparse.Namespace) -> tuple[int, Any, str]:
    kind = given.format or given.file.rsplit(".", 1)[-1].lower()
    if kind not in FORMATS:
        raise Trouble(f"What {given.file} holds isn't clear; say --format jsonl, csv or parquet.")
    path = f"use-cases/{use_case(portal, given.use_case)}/scores/?release={given.release}"
    try:
        with opened(given.file) as file:
            said = portal.send(path, file, FORMATS[kind])
    except FileNotFoundError:
        raise Trouble(f"There is no file {given.file}.") from None
    counts = [f"{name}: {value}" for name, value in said.items() if isinstance(value, int)]
    return YES, said, "Pushed. " + ", ".join(counts)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """The file; standard input is kept on disk first, because a call may have to be made again."""
    if name != "-":
        with Path(name).open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as kept:
        for chunk in iter(lambda: sys.stdin.buffer.read(1 << 20), b""):
            kept.write(chunk)
        yield kept


def use_case(portal: Portal, name: str) -> int:
    """The id of a use case that is named by its slug or its id."""
    if name.isdigit():
        return int(name)
    found = portal.get("use-cases/", slug=name)["items"]
    if not found:
        raise Trouble(f"There is no use case {name}, or the token doesn't open it.")
    return int(found[0]["id"])


def building_cycle(portal: Portal, name: str) -> int:
    """The id of the cycle that is being built; there is at most one, among the newest."""
    cycles = portal.get(f"use-cases/{use_case(portal, name)}/cycles/")["items"]
    for one in cycles:
        if one["state"] == "building":
            return int(one["id"])
    raise Trouble(f"No cycle of {name} is being built; start one first.")


def tell(text: str, file: IO[str] | None = None) -> None:
    stream = file or sys.stdout
    stream.write(text + "\n")
    stream.flush()


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        "pitwall.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND", dest="command")

    def command(
        name: str, act: Callable[..., tuple[int, Any, str]], said: str, to: Any = commands
    ) -> Any:
        one = to.add_parser(name, help=said, description=said)
        one.add_argument("--json", action="store_true", help="print the portal's answer")
        one.set_defaults(act=act)
        return one

    one = command("clearance", clearance, "May this model version go to this target now?")
    for name in ("--model", "--version", "--target"):
        one.add_argument(name, required=True)
    one.add_argument("--use-case", help="its slug, where several have such a version")
    one.add_argument("--receipt", metavar="FILE", help="where to keep the signed receipt")

    one = command("submit", submit, "Ask for a decision on a stage.")
    one.add_argument("stage")
    of = one.add_mutually_exclusive_group(required=True)
    of.add_argument("--use-case", help="its slug or id: the cycle that is being built")
    of.add_argument("--cycle", type=int)
    one.add_argument("--note", help="a word to those who decide")

    one = command("vote", vote, "Vote in a round of review.")
    one.add_argument("review", type=int)
    one.add_argument(
        "choice", choices=["approve", "approve-with-conditions", "ask-for-changes", "reject"]
    )
    one.add_argument("--reason", help="why, in words")
    one.add_argument("--condition", action="append", default=[], metavar="WHO DAY TEXT")
    one.add_argument("--role", help="needed by those who hold several that can vote")

    one = command("watch", watch, "Follow a review, a release or a job until it ends.")
    one.add_argument("what", choices=list(WATCHED))
    one.add_argument("id", type=int)
    one.add_argument("--timeout", type=float, default=3600.0, help="seconds, by default 3600")
    one.add_argument("--every", type=float, default=10.0, help="seconds, by default 10")

    scores = commands.add_parser("scores", help="Scores of a model that serves elsewhere.")
    one = command(
        "push", push, "Push a file of scores.", scores.add_subparsers(required=True, dest="push")
    )
    one.add_argument("file", help="its name, or - for standard input")
    one.add_argument("--use-case", required=True, help="its slug or id")
    one.add_argument("--release", required=True, type=int, help="id of the release that gave them")
    one.add_argument("--format", choices=list(FORMATS))
    return top


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit status."""
    given = parser().parse_args(arguments)
    try:
        address = os.environ.get("PITWALL_URL", "")
        portal = Portal(address, os.environ.get("PITWALL_TOKEN", "").strip())
        status, said, text = given.act(portal, given)
        tell(json.dumps(said, indent=2) if given.json else text)
    except Trouble as trouble:
        if given.json and trouble.problem is not None:
            tell(json.dumps(trouble.problem, indent=2))
        tell(str(trouble), sys.stderr)
        return trouble.status
    except (OSError, LookupError, TypeError) as error:
        tell(f"Something unforeseen: {type(error).__name__}: {error}", sys.stderr)
        return TROUBLE
    return status


if __name__ == "__main__":
    sys.exit(main())
