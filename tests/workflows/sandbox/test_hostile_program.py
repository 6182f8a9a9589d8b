"""A program that wants out: each try fails with its reason, and nothing outside its folder is touched."""

import os
import resource
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from workflows.sandbox import usage
from workflows.sandbox.inside.supervise import descendants


@pytest.fixture
def secrets(tmp_path):
    """A database and a signing key, beside the child's folder and in a folder that it is shown."""
    (tmp_path / "db.sqlite3").write_text("everything we know")
    (tmp_path / "signing.key").write_text("PRIVATE")
    return tmp_path


def test_it_reads_no_database_and_no_key(run, secrets):
    ran = run(
        """
        import sys
        for path in sys.argv[1:]:
            try:
                print(open(path).read())
            except OSError as error:
                print("refused", error.errno)
        """,
        secrets / "db.sqlite3",
        secrets / "signing.key",
        Path.home() / ".bashrc",
    )
    assert ran.result.ok, ran.result
    assert ran.said.count("refused") == 3


def test_it_changes_nothing_outside_its_folder(run, secrets):
    before = sorted(secrets.iterdir())
    rights = (secrets / "db.sqlite3").stat()
    ran = run(
        """
        import os, sys
        changes = (
            os.remove,
            lambda path: os.truncate(path, 0),
            lambda path: os.chmod(path, 0o777),
            lambda path: os.utime(path, (0, 0)),
            lambda path: os.rename(path, "mine"),
            lambda path: os.link(path, "mine"),
            lambda path: open(path, "w").write("mine"),
        )
        for change in changes:
            try:
                change(sys.argv[1])
            except OSError:
                pass
        """,
        secrets / "db.sqlite3",
    )
    assert ran.result.ok, ran.result
    after = (secrets / "db.sqlite3").stat()
    assert (secrets / "db.sqlite3").read_text() == "everything we know"
    assert (after.st_mode, after.st_mtime, after.st_nlink) == (rights.st_mode, rights.st_mtime, 1)
    assert set(secrets.iterdir()) - set(before) == {secrets / "child", secrets / "log"}


def test_it_changes_nothing_that_it_may_read(run, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_text("1 2 3")
    ran = run(
        """
        import sys
        print(open(sys.argv[1]).read())
        open(sys.argv[1], "w")
        """,
        tmp_path / "model" / "weights",
        reads=(tmp_path / "model",),
    )
    assert ran.said.startswith("1 2 3\n")
    assert not ran.result.ok
    assert (tmp_path / "model" / "weights").read_text() == "1 2 3"


def test_it_reaches_no_unix_socket_and_no_port(run, tmp_path):
    with socket.socket(socket.AF_UNIX) as broker, socket.create_server(("127.0.0.1", 0)) as web:
        broker.bind(str(tmp_path / "broker.sock"))
        broker.listen()
        ran = run(
            """
            import socket, sys
            for family, kind, address in (
                (socket.AF_UNIX, socket.SOCK_STREAM, sys.argv[1]),
                (socket.AF_UNIX, socket.SOCK_DGRAM, sys.argv[1]),
                (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", int(sys.argv[2]))),
                (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 53)),
            ):
                try:
                    socket.socket(family, kind).connect(address)
                    print("connected", family)
                except OSError as error:
                    print("refused")
            """,
            tmp_path / "broker.sock",
            web.getsockname()[1],
        )
    assert ran.said == "refused\n" * 4


def test_it_sees_no_environment_of_ours(run, monkeypatch):
    monkeypatch.setenv("PITWALL_SECRET_KEY", "don't tell")
    ran = run(
        """
        import glob, os
        print(sorted(os.environ))
        for path in glob.glob("/proc/[0-9]*/environ"):
            try:
                print(open(path, errors="replace").read())
            except OSError:
                pass
        """
    )
    assert "tell" not in ran.said
    assert "PITWALL" not in ran.said


def test_it_signals_no_process_of_ours(run):
    ran = run("import os, sys; os.kill(int(sys.argv[1]), 0)", os.getpid())
    assert not ran.result.ok


def test_it_changes_no_limits_of_ours(run):
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    ran = run(
        """
        import resource, sys
        resource.prlimit(int(sys.argv[1]), resource.RLIMIT_NOFILE, (3, 3))
        """,
        os.getpid(),
    )
    assert not ran.result.ok
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


def test_a_fork_bomb_ends_with_its_reason_and_leaves_nothing(run, relatives):
    ran = run(
        """
        import os, time
        while True:
            try:
                os.fork()
            except OSError:
                time.sleep(0.01)
        """
    )
    assert not ran.result.ok
    assert "more than 40 processes and threads" in ran.result.reason
    assert ran.result.seconds < 10
    assert set(descendants(os.getpid())) <= relatives


def test_the_kernel_refuses_the_forty_first_process_even_if_nobody_counts(run, monkeypatch):
    monkeypatch.setattr(usage, "tasks", lambda family: 0)
    ran = run(
        """
        import os, time
        started = 0
        while started < 200:
            if os.fork() == 0:
                time.sleep(5)
                os._exit(0)
            started += 1
        """,
    )
    assert ran.result.reason == "failed: it tried to start more than 40 processes and threads"


@pytest.mark.parametrize("hidden", [False, True], ids=["seen", "deleted while open"])
def test_filling_the_disk_ends_with_its_reason(run, tmp_path, hidden):
    ran = run(
        """
        import os, sys
        kept = []
        for number in range(400):
            kept.append(open(f"file{number}", "wb"))
            if sys.argv[1] == "True":
                os.remove(f"file{number}")
            kept[-1].write(b"x" * (1 << 20))
            kept[-1].flush()
        """,
        hidden,
    )
    assert not ran.result.ok
    assert "tried to write more than 8 MiB" in ran.result.reason


def test_one_output_cannot_grow_without_end(run):
    ran = run(
        """
        with open("result.json", "wb") as out:
            while True:
                out.write(b"x" * (1 << 20))
        """,
        outputs=("result.json",),
    )
    assert "tried to write more than 8 MiB" in ran.result.reason
    assert (ran.folder / "result.json").stat().st_size <= 8 << 20


def test_memory_of_one_process_is_bounded(run):
    ran = run("held = [bytearray(1 << 20) for _ in range(2000)]")
    assert ran.result.reason == "failed: it asked for more than 400 MiB of memory"


def test_memory_of_all_processes_together_is_bounded(run):
    ran = run(
        """
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                held = bytearray(os.urandom(1 << 20) * 120)
                time.sleep(15)
                os._exit(0)
        time.sleep(15)
        """
    )
    assert ran.result.reason == "killed: it used more than 400 MiB of memory"


def test_sleeping_for_ever_ends_with_its_reason(run, small):
    ran = run(
        """
        import signal, time
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except OSError:
                pass
        time.sleep(3600)
        """,
        limits=replace(small, wall_seconds=1),
    )
    assert ran.result.reason == "killed: it ran longer than 1 s"
    assert ran.result.seconds < 4


def test_processor_time_is_bounded(run, small):
    ran = run("while True: pass", limits=replace(small, cpu_seconds=1))
    assert ran.result.reason == "killed: it used more than 1 s of processor time"


def test_printing_without_end_fills_no_disk(run, small, tmp_path):
    ran = run("while True: print('x' * 100000)", limits=replace(small, wall_seconds=1, log=1 << 16))
    assert ran.result.reason == "killed: it ran longer than 1 s"
    assert (tmp_path / "log").stat().st_size < (1 << 16) + 200
    assert "cut off: more than 64 KiB" in ran.said


def test_a_daemon_does_not_outlive_its_program(run, relatives):
    ran = run(
        """
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)
        time.sleep(0.2)
        """
    )
    assert ran.result.seconds < 5
    time.sleep(0.1)
    assert set(descendants(os.getpid())) <= relatives


def test_it_makes_no_namespace_and_traces_nobody(run):
    ran = run(
        """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        for call in (lambda: libc.unshare(0x10000000), lambda: libc.ptrace(16, os.getppid(), 0, 0)):
            print(call(), ctypes.get_errno())
        """
    )
    assert ran.said == "-1 1\n-1 1\n"
