"""The examples in docs/api.md: each call is made, and answered as is written behind it."""

import json
import re
import shlex
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from governance.problems import KINDS
from tests.api.test_bad_input import BRIEF

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
CALL = re.compile(r"^curl (.+)  # (\d{3})$", re.MULTILINE)


def test_every_call_is_answered_as_it_says(told, api):
    client = api("ana").client
    shell = {
        "PITWALL": "http://testserver",
        "AUTH": client._credentials["HTTP_AUTHORIZATION"],
        "USE_CASE": str(told.use_case.pk),
        "BRIEF": json.dumps(BRIEF),
        "NEXT_BRIEF": json.dumps(BRIEF | {"title": "Later", "based_on": 1}),
    }
    calls = CALL.findall(PAGE)
    assert len(calls) > 8
    for line, status in calls:
        words = [Template(word).substitute(shell) for word in shlex.split(line)]
        answer = made(client, words)
        assert answer.status_code == int(status), f"{line}: {answer.content[:300]}"
        shell["ETAG"] = answer.get("ETag", shell.get("ETAG", ""))


def made(client, words: list[str]):
    """The call that curl would make of these words."""
    method, body, headers = "GET", "", {}
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "--json":
            method, body = "POST", next(rest)
        elif word != "-i":
            parts = urlsplit(word)
    headers.pop(client._credentials["HTTP_AUTHORIZATION"], None)
    return client.generic(
        method, f"{parts.path}?{parts.query}".rstrip("?"), body, "application/json", headers=headers
    )


def test_every_kind_of_problem_is_named():
    missing = [slug for slug in KINDS if f"`{slug}`" not in PAGE]
    assert missing == ["refused"], "the one that says nothing of its own"
