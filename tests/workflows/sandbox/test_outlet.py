"""The one server that a child may reach is found by name or number, at any port."""

import socket
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fixtures.parts import wait_until
from workflows.sandbox import Job, Level, Limits
from workflows.sandbox.outlet import as_seen_inside

ASK = """
import os, socket
address = os.environ["SERVER"].rpartition(":")
with socket.create_connection((address[0].strip("[]"), int(address[2])), timeout=5) as connection:
    print(connection.recv(10))
"""


@pytest.fixture
def ask(fence, tmp_path):
    def ask(server: str, outlet: tuple[str, int]) -> str:
        argv = (sys.executable, "-I", "-S", "-u", "-c", ASK)
        job = Job(argv=argv, folder=tmp_path / "child", outlet=outlet, env={"SERVER": server})
        fence.run(job, limits=Limits(wall_seconds=10), log=tmp_path / "log")
        return (tmp_path / "log").read_text()

    return ask


@contextmanager
def greeting(host: str):
    """A server that says hello; gives its port."""

    def greet():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.sendall(b"hello")

    with socket.create_server((host, 0)) as server:
        thread = threading.Thread(target=greet)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def port():
    with greeting("127.0.0.1") as port:
        yield port


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_server_on_this_machine_is_reached(ask, port, host):
    assert ask(f"{host}:{port}", (host, port)) == "b'hello'\n"


def test_a_server_with_a_number_of_its_own_is_reached(ask):
    with greeting("127.0.0.2") as port:
        assert ask(f"127.0.0.2:{port}", ("127.0.0.2", port)) == "b'hello'\n"


def test_a_low_port_needs_no_right_of_ours(fence, ask):
    if fence.level is Level.BUBBLEWRAP:
        assert ask("127.0.0.1:81", ("127.0.0.1", 81)) == "b''\n"
    else:
        assert "Connection refused" in ask("127.0.0.1:81", ("127.0.0.1", 81))


@pytest.mark.parametrize(
    ("value", "host", "inside"),
    [
        ("http://10.0.0.5:5000", "10.0.0.5", "http://127.0.0.1:5000"),
        ("http://[::1]:5000/x", "::1", "http://127.0.0.1:5000/x"),
        ("https://mlflow.example", "mlflow.example", "https://mlflow.example"),
        ("unrelated", "10.0.0.5", "unrelated"),
    ],
)
def test_numbers_become_the_childs_own_and_names_stay(value, host, inside):
    assert as_seen_inside(value, host) == inside


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_of_the_way_out_is_left(ask, port):
    threads, descriptors = threading.active_count(), open_files()
    ask(f"127.0.0.1:{port}", ("127.0.0.1", port))
    assert threading.active_count() == threads
    # The server that says hello runs in this process and closes its end in a thread of its own.
    wait_until(lambda: open_files() == descriptors, "the connection's end is closed")
