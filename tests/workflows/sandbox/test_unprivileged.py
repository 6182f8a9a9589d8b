"""The fences hold for an ordinary user too: where root runs these tests, another user runs these once more."""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NOBODY = 65534

DRIVER = """
import json, sys
from pathlib import Path
from workflows.sandbox import Job, Level, Limits, Sandbox, bubblewrap
from workflows.sandbox.detection import attempt

place, programs = Path(sys.argv[1]), json.loads(sys.argv[2])
limits = Limits(memory=400 << 20, wall_seconds=20, processes=40, disk=8 << 20)
told = {}
candidates = [Sandbox(Level.BUBBLEWRAP, binary=binary) for binary in bubblewrap.binaries()[:1]]
for fence in (*candidates, Sandbox(Level.LANDLOCK)):
    if attempt(fence):
        continue
    for name, program in programs.items():
        argv = (sys.executable, "-I", "-S", "-c", program, str(place / "secret"))
        job = Job(argv=argv, folder=place / "child")
        told[f"{fence.level}: {name}"] = fence.run(job, limits=limits, log=place / "log").reason
print(json.dumps(told))
"""
PROGRAMS = {
    "read": "import sys; open(sys.argv[1]).read()",
    "chmod": "import os, sys; os.chmod(sys.argv[1], 0o777)",
    "connect": "import socket; socket.socket()",
    "memory": "bytearray(1 << 40)",
    "disk": "open('full', 'wb').write(b'x' * (1 << 26))",
    "fork": "import os, time\nwhile True:\n try: os.fork()\n except OSError: time.sleep(0.01)",
}
REASONS = {
    "connect": "PermissionError",
    "memory": "it asked for more than 400 MiB of memory",
    "disk": "it tried to write more than 8 MiB",
    "fork": "more than 40 processes and threads",
}


def _interpreters() -> list[Path]:
    """Those that an ordinary user can run Pitwall's sandbox with: ours, unless it lies in root's own folder."""
    found = []
    for path in (Path(sys.executable), Path("/usr/bin/python3"), Path("/usr/local/bin/python3")):
        command = [path, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            if (
                subprocess.run(command, **_as_user(), capture_output=True, check=False).returncode
                == 0
            ):
                found.append(path)
        except OSError:
            continue
    return found[:1]


def _as_user() -> dict:
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


@pytest.mark.parametrize("interpreter", _interpreters())
def test_an_ordinary_users_child_gets_no_further(interpreter, tmp_path_factory):
    place = Path(tmp_path_factory.mktemp("unprivileged"))
    (place / "secret").write_text("PRIVATE")
    (place / "secret").chmod(0o600)
    if os.geteuid() == 0:
        base = Path(tempfile.gettempdir())
        for folder in (
            place,
            *(one for one in place.parents if one != base and base in one.parents),
        ):
            folder.chmod(folder.stat().st_mode | 0o111)
        for path in (place, place / "secret"):
            os.chown(path, NOBODY, NOBODY)
    packages = sysconfig.get_path("purelib")
    done = subprocess.run(
        [interpreter, "-c", DRIVER, place, json.dumps(PROGRAMS)],
        env={
            "PYTHONPATH": f"{ROOT}:{packages}",
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
        **_as_user(),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told
    for name, reason in told.items():
        program = name.rpartition(": ")[2]
        assert REASONS.get(program, "") in reason, name
        if program == "read":
            assert "No such file" in reason or "Permission denied" in reason, name
    assert (place / "secret").read_text() == "PRIVATE"
    assert (place / "secret").stat().st_mode & 0o777 == 0o600
