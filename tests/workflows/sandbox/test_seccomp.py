"""The filter's instructions, run by a small interpreter of classic BPF, for both machines that it is written for."""

import errno
import struct

import pytest

from workflows.sandbox.inside import seccomp

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
READ = {"x86_64": 0, "aarch64": 63}


def run(machine: str, number: int, *arguments: int, architecture: int | None = None, **more) -> int:
    """What the kernel would answer to a system call."""
    program = seccomp.program(machine, **{"tcp": False, "pretend": False} | more)
    steps = list(struct.iter_unpack("<HBBI", program))
    arguments = (*arguments, 0, 0)
    data = {
        0: number,
        4: architecture or seccomp.ARCHITECTURES[machine],
        16: arguments[0] & 0xFFFFFFFF,
        24: arguments[1] & 0xFFFFFFFF,
    }
    accumulator, at = 0, 0
    while True:
        code, when_true, when_false, value = steps[at]
        at += 1
        match code:
            case 0x20:
                accumulator = data[value]
            case 0x54:
                accumulator &= value
            case 0x15:
                at += when_true if accumulator == value else when_false
            case 0x35:
                at += when_true if accumulator >= value else when_false
            case 0x45:
                at += when_true if accumulator & value else when_false
            case 0x06:
                return value


machines = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


@machines
def test_ordinary_calls_pass(machine):
    assert run(machine, READ[machine], 3) == ALLOW


@machines
def test_calls_of_another_machine_kill(machine):
    assert run(machine, READ[machine], architecture=0x40000003) == KILL


def test_the_x32_twins_of_calls_are_refused():
    assert run("x86_64", 0x40000000 | seccomp.SOCKET["x86_64"]) == ERRNO | errno.EPERM


@machines
def test_dangerous_calls_are_refused(machine):
    for number in seccomp.REFUSED[machine].values():
        assert run(machine, number) == ERRNO | errno.EPERM


@machines
def test_no_socket_is_made_nor_connected(machine):
    for family in (1, 2, 10, 16):
        assert run(machine, seccomp.SOCKET[machine], family, 1) == ERRNO | errno.EPERM
    assert run(machine, seccomp.CONNECT[machine], 3) == ERRNO | errno.EPERM


@machines
@pytest.mark.parametrize(
    ("family", "kind", "allowed"),
    [
        (2, 1, True),
        (10, 0o2004001, True),
        (2, 2, False),
        (10, 2, False),
        (1, 1, False),
        (16, 3, False),
    ],
)
def test_with_a_way_out_only_tcp_is_allowed(machine, family, kind, allowed):
    answer = run(machine, seccomp.SOCKET[machine], family, kind, tcp=True)
    assert answer == (ALLOW if allowed else ERRNO | errno.EPERM)
    assert run(machine, seccomp.CONNECT[machine], 3, tcp=True) == ALLOW


@machines
def test_processes_and_threads_start_but_no_user_namespace(machine):
    assert run(machine, seccomp.CLONE[machine], 0x3D0F00) == ALLOW
    assert run(machine, seccomp.CLONE[machine], 0x10000011) == ERRNO | errno.EPERM
    assert run(machine, seccomp.CLONE3) == ERRNO | errno.ENOSYS


@machines
def test_limits_are_changed_for_oneself_alone(machine):
    for number in seccomp.OWN_ONLY[machine].values():
        assert run(machine, number, 0) == ALLOW
        assert run(machine, number, 4711) == ERRNO | errno.EPERM


@machines
def test_rights_of_files_are_left_alone_where_that_is_asked_for(machine):
    for number in seccomp.IGNORED[machine].values():
        assert run(machine, number, pretend=True) == ERRNO
        assert run(machine, number) == ALLOW
