"""Requests that no client sends, at the level of HTTP: each is judged by itself, and none gets lost in another."""

import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.workflows.mlflow.nominated import Aim, Names
from tests.workflows.mlflow.raw import Line
from tests.workflows.mlflow.store import differences, stored

pytestmark = pytest.mark.slow_parts

READ = "/api/2.0/mlflow/experiments/search?max_results=9"
TAG = "/api/2.0/mlflow/runs/set-tag"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")


@pytest.fixture(scope="module")
def named(guarded) -> Names:
    return Aim(guarded).nominated()


class Wire:
    """A bare connection."""

    def __init__(self, url: str) -> None:
        host, _, port = urlsplit(url).netloc.partition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=15)

    def statuses(self, sent: bytes) -> list[int]:
        """Send all of this, and read until the other end has nothing more to say."""
        self.socket.sendall(sent)
        self.socket.settimeout(3)
        came = b""
        try:
            while part := self.socket.recv(1 << 16):
                came += part
        except (TimeoutError, ConnectionError):
            pass
        self.socket.close()
        return [int(status) for status in STATUS.findall(came)]

    def first(self, sent: bytes) -> tuple[int, dict]:
        """Send this much of a request; the status and the JSON of what comes back at once."""
        self.socket.sendall(sent)
        came = self.socket.makefile("rb")
        status, length = int(came.readline().split()[1]), 0
        while (line := came.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return status, json.loads(came.read(length))


@pytest.fixture
def wire(guarded) -> Iterator[Wire]:
    made = Wire(guarded.url)
    yield made
    made.socket.close()


def request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def tag_of(run: str) -> bytes:
    return json.dumps({"run_id": run, "key": "note", "value": "x"}).encode()


@pytest.fixture
def untouched(guarded, named):
    before = stored(guarded.home)
    yield
    assert differences(before, stored(guarded.home)) == []


def test_requests_sent_together_are_judged_one_by_one(guarded, named, wire, untouched):
    key, other = guarded.key(), guarded.key("sia", guarded.other)
    body = tag_of(named.run)
    sized = (f"Content-Length: {len(body)}", "Content-Type: application/json")
    sent = (
        request("GET", READ, f"Authorization: Bearer {key}")
        + request("GET", READ)
        + request("POST", TAG, f"Authorization: Bearer {key}", *sized, body=body)
        + request("POST", TAG, *sized, body=body)
        + request("POST", TAG, f"Authorization: Bearer {other}", *sized, body=body)
        + request("GET", READ, f"Authorization: Bearer {key}", "Connection: close")
    )
    assert wire.statuses(sent) == [200, 401, 403, 401, 404, 200]


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: {length}", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Content-Length: {length}"),
        ("Content-Length: {length}", "Content-Length: 0"),
        ("Content-Length: 0", "Content-Length: {length}"),
        ("Content-Length: {length}, 0",),
        ("Content-Length: +{length}",),
        ("Content-Length: -1",),
        ("Content-Length: 0x10",),
        ("Content-Length: {length}x",),
        ("Content-Length : {length}",),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding: identity, chunked, identity",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding : chunked",),
        ("Transfer-Encoding:\x0bchunked",),
        ("Content-Length: {length}\rX: y",),
        ("X: y\nContent-Length: 0",),
    ],
    ids=" | ".join,
)
def test_a_request_within_a_request_is_carried_out_by_nobody(guarded, wire, untouched, headers):
    """However its length is told: what comes after the first is refused, or is no request."""
    key = f"Authorization: Bearer {guarded.key()}"
    hidden = request("GET", READ, key)
    told = [one.format(length=len(hidden)) for one in headers]
    statuses = wire.statuses(request("POST", TAG, key, *told, body=hidden))
    assert 200 not in statuses, statuses
    assert all(400 <= status < 500 for status in statuses), statuses


def test_the_request_that_was_hidden_is_one_by_itself(guarded, wire):
    """So that the test above would see it carried out."""
    key = f"Authorization: Bearer {guarded.key()}"
    hidden = request("GET", READ, key)
    assert wire.statuses(request("POST", TAG, key, "Content-Length: 0", body=hidden)) == [400, 200]


def test_of_two_keys_the_first_counts_and_mlflow_sees_neither(guarded, wire, named):
    own, none = guarded.key(), "0" * 64
    sent = (
        request("GET", READ, f"Authorization: Bearer {none}", f"Authorization: Bearer {own}")
        + request("GET", READ, f"Authorization: Bearer {own}", f"Authorization: Bearer {none}")
        + request("GET", READ, f"Authorization: Bearer {own}", "Connection: close")
    )
    assert wire.statuses(sent) == [401, 200, 200]


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/api/2.0/mlflow/runs/set-tag",
        "/api/2.0/mlflow/runs/set-tag#/version",
        "/version/../api/2.0/mlflow/runs/set-tag",
        "/static-files/../api/2.0/mlflow/runs/set-tag",
        "/build/..%2fapi/2.0/mlflow/runs/set-tag",
        "/score/x/../../api/2.0/mlflow/runs/set-tag",
        "/healthz/../api/2.0/mlflow/runs/set-tag",
        "*",
        "api/2.0/mlflow/runs/set-tag",
        "//evil.example/api/2.0/mlflow/runs/set-tag",
    ],
)
def test_another_way_to_write_the_target_leads_to_no_frozen_run(
    guarded, named, wire, untouched, target
):
    body = tag_of(named.run)
    sent = request(
        "POST",
        target,
        f"Authorization: Bearer {guarded.key()}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        body=body,
    )
    statuses = wire.statuses(sent)
    assert len(statuses) == 1
    assert 400 <= statuses[0] < 500


@pytest.mark.parametrize("path", ["/build", "/static-files"])
def test_mlflows_files_are_its_own_and_no_others(guarded, path):
    with Line(guarded.url) as line:
        for tail in (
            "/../../handlers.py",
            "/..%2f..%2fhandlers.py",
            "/%2e%2e/%2e%2e/handlers.py",
            "/%252e%252e/handlers.py",
            "//etc/passwd",
            "/%2fetc%2fpasswd",
            "/..%5c..%5chandlers.py",
            "/index.html%00.js",
        ):
            answer = line.call("GET", path + tail)
            assert answer.status == 404, (tail, answer)


def test_what_a_stranger_sends_to_a_page_isnt_kept(guarded):
    """MLflow holds a whole body in memory; of one for a page nothing is read."""
    before = memory(guarded)
    for _ in range(4):
        with Line(guarded.url) as line:
            answer = line.call("GET", "/version", body=bytes(40 << 20), chunked=True)
        assert answer.status == 200
    assert memory(guarded) - before < 30 << 20


@pytest.mark.parametrize(
    "key", ["", "Authorization: Bearer " + "0" * 64], ids=["nobody", "unknown"]
)
@pytest.mark.parametrize(
    "sent",
    [
        request("POST", TAG, "KEY", f"Content-Length: {31 << 20}"),
        request("POST", TAG, "KEY", "Transfer-Encoding: chunked", body=b"1\r\n{\r\n"),
        request("POST", TAG, "KEY", f"Content-Length: {31 << 20}", body=b"{"),
    ],
    ids=["declared", "in chunks", "begun"],
)
def test_a_stranger_is_told_so_before_his_body_is_read(wire, key, sent):
    head = key.encode() + b"\r\n" if key else b""
    status, told = wire.first(sent.replace(b"KEY\r\n", head))
    assert (status, told["error_code"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "path", [TAG, "/api/2.0/mlflow/runs/search", "/ajax-api/2.0/mlflow/upload-artifact?path=x"]
)
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_past_the_bound_is_refused_in_mlflows_shape(guarded, wire, path, declared):
    key, large = f"Authorization: Bearer {guarded.key()}", (32 << 20) + 1
    if declared:
        sent = request("POST", path, key, f"Content-Length: {large}")
    else:
        part = b"%x\r\n%s\r\n" % (large, b" " * large)
        sent = request("POST", path, key, "Transfer-Encoding: chunked", body=part)
    status, told = wire.first(sent)
    assert (status, told["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert "32 MiB" in told["message"]


def memory(guarded) -> int:
    """Bytes that the gateway holds."""
    text = Path(f"/proc/{guarded.part.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) << 10


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"Forwarded": "host=evil.example"},
    ],
)
def test_nobody_is_led_away_by_a_header(guarded, headers):
    answer = guarded.call("GET", "/", key="", headers=headers)
    assert "evil.example" not in answer.headers.get("location", "")


def test_pages_of_other_sites_read_nothing_with_a_persons_session(guarded, named):
    """MLflow would let any page of this machine, with the browser's cookies."""
    browser = Client()
    browser.force_login(guarded.cast.user("sam"))
    cookies = "; ".join(f"{key}={one.value}" for key, one in browser.cookies.items())
    session = {"Cookie": cookies, "X-MLFLOW-WORKSPACE": guarded.use_case.slug}
    run = f"/api/2.0/mlflow/runs/get?run_id={named.run}"
    assert guarded.call("GET", run, key="", headers=session).status_code == 200
    own = {"Origin": guarded.url}
    assert guarded.call("GET", run, key="", headers=session | own).status_code == 200
    for origin in ("http://localhost:9999", "http://127.0.0.1:1", "null", "https://evil.example"):
        answer = guarded.call("GET", run, key="", headers=session | {"Origin": origin})
        assert answer.status_code == 403, origin
        assert "access-control-allow-origin" not in answer.headers


def test_artifacts_are_files_to_keep_and_never_pages_to_run(guarded):
    """A page of somebody's making would act for whoever opened it."""
    experiment, run = guarded.experiment(), guarded.run()
    folder = f"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts"
    for name in ("x.html", "x.svg", "x.xhtml", "x.xml", "x.js", "x"):
        page = b"<script>alert(1)</script>"
        assert guarded.call("PUT", f"{folder}/{name}", content=page).status_code == 200
        for path in (
            f"{folder}/{name}",
            f"/get-artifact?run_id={run}&path={name}",
        ):
            answer = guarded.call("GET", path)
            assert answer.headers["content-disposition"].startswith("attachment"), name
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_socket_is_opened(guarded, wire):
    sent = request(
        "GET",
        "/ajax-api/3.0/mlflow/assistant/sessions/x/stream",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    assert wire.statuses(sent) in ([403], [404])


def test_headers_without_end_dont_fill_the_memory(guarded, wire):
    before = memory(guarded)
    wire.socket.sendall(b"GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    line = b"X-Long: " + b"x" * 65_000 + b"\r\n"
    sent = 0
    try:
        for _ in range(1_000):
            wire.socket.sendall(line)
            sent += len(line)
    except OSError:
        pass  # it has hung up
    time.sleep(0.2)
    assert memory(guarded) - before < 30 << 20, f"{sent >> 20} MiB were taken"
    assert guarded.call("GET", "/version").status_code == 200
