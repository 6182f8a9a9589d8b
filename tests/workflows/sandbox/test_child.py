"""A child's life: what it prints, what remains of it, how it is stopped, and that it dies with us."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workflows.sandbox import Job, Limits

LIMITS = Limits(memory=400 << 20, wall_seconds=20, processes=40, disk=8 << 20)
PYTHON = (sys.executable, "-I", "-S", "-u", "-c")


def test_it_prints_line_by_line_and_ends_well(fence, tmp_path):
    lines = []
    job = Job(argv=(*PYTHON, "print('one'); print('two', end='')"), folder=tmp_path / "child")
    result = fence.run(job, limits=LIMITS, log=tmp_path / "log", on_line=lines.append)
    assert result.ok
    assert lines == ["one", "two"]
    assert (tmp_path / "log").read_text() == "one\ntwo"


def test_only_its_outputs_remain(run):
    ran = run(
        "open('result.json', 'w').write('{}'); open('scratch', 'w').write('x')",
        outputs=("result.json", "never-written"),
    )
    assert ran.result.ok
    assert {path.name: path.read_text() for path in ran.folder.iterdir()} == {
        "result.json": "{}",
        "never-written": "",
    }
    assert (ran.folder / "result.json").stat().st_uid == os.geteuid()


def test_an_output_that_became_a_link_is_emptied(run, tmp_path):
    (tmp_path / "db.sqlite3").write_text("everything we know")
    ran = run(
        """
        import os, sys
        os.remove("result.json")
        os.symlink(sys.argv[1], "result.json")
        """,
        tmp_path / "db.sqlite3",
        outputs=("result.json",),
    )
    assert not (ran.folder / "result.json").is_symlink()
    assert (ran.folder / "result.json").read_text() == ""
    assert (tmp_path / "db.sqlite3").read_text() == "everything we know"


def test_what_lay_in_its_folder_before_is_still_there(run, tmp_path):
    (tmp_path / "child").mkdir()
    (tmp_path / "child" / "note").write_text("ours")
    run("pass")
    assert (tmp_path / "child" / "note").read_text() == "ours"


def test_it_reads_a_private_file_that_it_is_given(run, tmp_path):
    private = tmp_path / "held-out.csv"
    private.write_text("42")
    private.chmod(0o600)
    assert (
        run("import sys; print(open(sys.argv[1]).read())", private, reads=(private,)).said == "42\n"
    )
    assert private.stat().st_mode & 0o777 == 0o600


def test_a_link_in_what_it_is_given_leads_nowhere(run, tmp_path):
    (tmp_path / "db.sqlite3").write_text("everything we know")
    model = tmp_path / "model"
    model.mkdir(mode=0o700)
    (model / "weights").symlink_to(tmp_path / "db.sqlite3")
    assert (
        "know"
        not in run(
            "import sys; print(open(sys.argv[1]).read())", model / "weights", reads=(model,)
        ).said
    )


def test_a_missing_input_is_named(fence, tmp_path):
    job = Job(argv=(*PYTHON, "pass"), folder=tmp_path / "child", reads=(tmp_path / "nothing",))
    with pytest.raises(FileNotFoundError, match="nothing: there is no such file"):
        fence.start(job, limits=LIMITS, log=tmp_path / "log")


def test_an_output_outside_the_folder_is_refused(fence, tmp_path):
    job = Job(argv=(*PYTHON, "pass"), folder=tmp_path / "child", outputs=("../other",))
    with pytest.raises(ValueError, match="plain file name"):
        fence.start(job, limits=LIMITS, log=tmp_path / "log")


def test_a_folder_inside_what_it_reads_is_refused(fence, tmp_path):
    job = Job(argv=(*PYTHON, "pass"), folder=tmp_path / "child", reads=(tmp_path,))
    with pytest.raises(ValueError, match="should only read"):
        fence.start(job, limits=LIMITS, log=tmp_path / "log")


def test_its_last_words_are_the_reason(run):
    assert (
        run("raise SystemExit('no column late')").result.reason
        == "failed with exit status 1: no column late"
    )


def test_a_signal_is_named(run):
    assert run("import os; os.kill(os.getpid(), 11)").result.reason == "killed by signal SIGSEGV"


def test_it_is_asked_to_end_before_it_is_killed(fence, tmp_path):
    program = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("finishing"), sys.exit(0)))
print("ready")
time.sleep(60)
"""
    ready = threading.Event()
    job = Job(argv=(*PYTHON, program), folder=tmp_path / "child")
    child = fence.start(job, limits=LIMITS, log=tmp_path / "log", on_line=lambda line: ready.set())
    assert ready.wait(10)
    assert child.poll() is None
    assert child.memory() > 1 << 20
    result = child.stop(why="stopped: a newer version serves")
    assert result.reason == "stopped: a newer version serves"
    assert (tmp_path / "log").read_text() == "ready\nfinishing\n"
    assert child.memory() == 0


def test_it_is_killed_when_it_will_not_end(fence, tmp_path):
    program = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready'); time.sleep(60)"
    )
    ready = threading.Event()
    job = Job(argv=(*PYTHON, program), folder=tmp_path / "child")
    child = fence.start(job, limits=LIMITS, log=tmp_path / "log", on_line=lambda line: ready.set())
    assert ready.wait(10)
    began = time.monotonic()
    child.stop(grace_seconds=0.3)
    assert time.monotonic() - began < 3


def test_a_run_can_be_cancelled(fence, tmp_path):
    cancel = threading.Event()
    threading.Timer(0.5, cancel.set).start()
    job = Job(argv=(*PYTHON, "import time; time.sleep(60)"), folder=tmp_path / "child")
    result = fence.run(job, limits=LIMITS, log=tmp_path / "log", cancel=cancel)
    assert result.reason == "stopped: it was cancelled"


def test_it_is_handed_a_listening_socket(fence, tmp_path):
    program = """
import socket
listener = socket.socket(fileno=3)
connection, _ = listener.accept()
connection.sendall(b"hello from inside")
"""
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        job = Job(argv=(*PYTHON, program), folder=tmp_path / "child", listener=listener)
        child = fence.start(job, limits=LIMITS, log=tmp_path / "log")
        client.connect(str(tmp_path / "s"))
        assert client.recv(100) == b"hello from inside"
        assert child.wait(5).ok


def test_it_reaches_the_one_server_it_is_allowed_and_no_other(run):
    answered = []

    def answer(server):
        connection, _ = server.accept()
        answered.append(connection.recv(100))
        connection.sendall(b"pong")
        connection.close()

    with (
        socket.create_server(("127.0.0.1", 0)) as allowed,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        threading.Thread(target=answer, args=(allowed,), daemon=True).start()
        port = allowed.getsockname()[1]
        ran = run(
            """
            import socket, sys
            connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            connection.sendall(b"ping")
            print(connection.recv(100))
            for family, address in ((socket.AF_INET, ("127.0.0.1", int(sys.argv[2]))), (socket.AF_UNIX, "/tmp/any")):
                try:
                    socket.socket(family).connect(address)
                    print("connected")
                except OSError:
                    print("refused")
            """,
            port,
            other.getsockname()[1],
            outlet=("127.0.0.1", port),
        )
    assert ran.said == "b'pong'\nrefused\nrefused\n"
    assert answered == [b"ping"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_dies_with_the_process_that_started_it(fence, tmp_path, number):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(fence.level), str(fence._binary), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) >= 2
    parent.send_signal(number)
    parent.wait(10)
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "a process of the child's outlived its parent"
        time.sleep(0.05)


PARENT = """
import sys, threading, time
from pathlib import Path
from workflows.sandbox import Job, Level, Limits, Sandbox
from workflows.sandbox.inside.supervise import descendants
level, binary, folder = sys.argv[1:]
ready = threading.Event()
program = "import os, time; os.fork(); print('ready', flush=True); time.sleep(600)"
job = Job(argv=(sys.executable, "-I", "-S", "-c", program), folder=Path(folder, "child"))
child = Sandbox(Level(level), binary=Path(binary)).start(
    job, limits=Limits(wall_seconds=60), log=Path(folder, "log"), on_line=lambda line: ready.set()
)
ready.wait(10)
time.sleep(0.2)
print(child.pid, *descendants(child.pid), flush=True)
time.sleep(600)
"""
