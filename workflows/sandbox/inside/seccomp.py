"""A filter on system calls: no sockets, no tracing, no namespaces, no mounts, whatever else the sandbox misses.

Landlock doesn't cover sockets that have a path, nor UDP; a child that can't make a socket needs no rule for them.
The numbers are those of the kernel's unistd headers; the filter is classic BPF (seccomp(2)).
"""

import ctypes
import errno
import struct

from .system import MACHINE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SOCKET = {"x86_64": 41, "aarch64": 198}
CONNECT = {"x86_64": 42, "aarch64": 203}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
REFUSED = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "pidfd_getfd": 438,
        "unshare": 272, "setns": 308, "chroot": 161, "pivot_root": 155, "mount": 165, "umount2": 166,
        "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "mount_setattr": 442,
        "open_by_handle_at": 304, "keyctl": 250, "add_key": 248, "request_key": 249,
        "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425,
        "kexec_load": 246, "init_module": 175, "finit_module": 313, "delete_module": 176,
        "swapon": 167, "reboot": 169, "acct": 163, "quotactl": 179, "settimeofday": 164, "clock_settime": 227,
        "setpriority": 141, "ioprio_set": 251, "migrate_pages": 256, "move_pages": 279,
        "process_madvise": 440, "process_mrelease": 448,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "pidfd_getfd": 438,
        "unshare": 97, "setns": 268, "chroot": 51, "pivot_root": 41, "mount": 40, "umount2": 39,
        "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "mount_setattr": 442,
        "open_by_handle_at": 265, "keyctl": 219, "add_key": 217, "request_key": 218,
        "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425,
        "kexec_load": 104, "init_module": 105, "finit_module": 273, "delete_module": 106,
        "swapon": 224, "reboot": 142, "acct": 89, "quotactl": 60, "settimeofday": 170, "clock_settime": 112,
        "setpriority": 140, "ioprio_set": 30, "migrate_pages": 238, "move_pages": 239,
        "process_madvise": 440, "process_mrelease": 448,
    },
}  # fmt: skip
# Limits and scheduling: of the calling process (0) only, since others of the same user could be starved.
OWN_ONLY = {
    "x86_64": {
        "prlimit64": 302, "sched_setaffinity": 203, "sched_setscheduler": 144, "sched_setparam": 142,
        "sched_setattr": 314,
    },
    "aarch64": {
        "prlimit64": 261, "sched_setaffinity": 122, "sched_setscheduler": 119, "sched_setparam": 118,
        "sched_setattr": 274,
    },
}  # fmt: skip
# Rights, owners and times of files by their path, which Landlock leaves to the file's owner.
IGNORED = {
    "x86_64": {
        "chmod": 90, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "lchown": 94, "fchownat": 260,
        "utime": 132, "utimes": 235, "futimesat": 261, "utimensat": 280, "setxattr": 188, "lsetxattr": 189,
        "removexattr": 197, "lremovexattr": 198, "setxattrat": 463, "removexattrat": 466,
    },
    "aarch64": {
        "fchmodat": 53, "fchmodat2": 452, "fchownat": 54, "utimensat": 88, "setxattr": 5, "lsetxattr": 6,
        "removexattr": 14, "lremovexattr": 15, "setxattrat": 463, "removexattrat": 466,
    },
}  # fmt: skip

CLONE_NEWUSER = 0x10000000
AF_INET, AF_INET6, SOCK_STREAM, SOCK_TYPE_MASK = 2, 10, 1, 0xF
X32_BIT = 0x40000000

_LOAD, _AND = 0x20, 0x54
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_RETURN = 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _step(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when_true, when_false, value)


def _refuse(number: int) -> bytes:
    return _step(_RETURN, 0x00050000 | number)


def _refuse_call(number: int, error: int = errno.EPERM) -> bytes:
    return _step(_IF_EQUAL, number, 0, 1) + _refuse(error)


def _refuse_user_namespaces(clone: int) -> bytes:
    flagged = (
        _step(_LOAD, _FIRST_ARGUMENT)
        + _step(_IF_ANY_BIT, CLONE_NEWUSER, 0, 1)
        + _refuse(errno.EPERM)
    )
    return _step(_IF_EQUAL, clone, 0, 4) + flagged + _step(_RETURN, _ALLOW)


def _refuse_for_others(call: int) -> bytes:
    """A call whose first argument is a process: 0 is the caller."""
    others = _step(_LOAD, _FIRST_ARGUMENT) + _step(_IF_EQUAL, 0, 1, 0) + _refuse(errno.EPERM)
    return _step(_IF_EQUAL, call, 0, 4) + others + _step(_RETURN, _ALLOW)


def _allow_tcp_only(socket: int) -> bytes:
    """Within socket(2): any internet address family, streams only, so neither UDP nor unix sockets."""
    family = (
        _step(_LOAD, _FIRST_ARGUMENT)
        + _step(_IF_EQUAL, AF_INET, 2, 0)
        + _step(_IF_EQUAL, AF_INET6, 1, 0)
    )
    kind = (
        _step(_LOAD, _SECOND_ARGUMENT)
        + _step(_AND, SOCK_TYPE_MASK)
        + _step(_IF_EQUAL, SOCK_STREAM, 0, 1)
    )
    body = family + _refuse(errno.EPERM) + kind + _step(_RETURN, _ALLOW) + _refuse(errno.EPERM)
    return _step(_IF_EQUAL, socket, 0, len(body) // 8) + body


def program(machine: str, *, tcp: bool, pretend: bool) -> bytes:
    """The filter's instructions for x86_64 or aarch64.

    `tcp` allows stream sockets of the internet families. `pretend` makes changes of files' rights, owners
    and times do nothing and succeed, since libraries that copy files don't expect them to be refused.
    """
    steps = (
        _step(_LOAD, _ARCHITECTURE)
        + _step(_IF_EQUAL, ARCHITECTURES[machine], 1, 0)
        + _step(_RETURN, _KILL)
    )
    steps += _step(_LOAD, _NUMBER)
    if machine == "x86_64":
        steps += _step(_IF_AT_LEAST, X32_BIT, 0, 1) + _refuse(errno.EPERM)
    # The C library falls back to clone(2), whose flags a filter can see.
    steps += _refuse_call(CLONE3, errno.ENOSYS)
    steps += b"".join(_refuse_call(number) for number in REFUSED[machine].values())
    steps += b"".join(_refuse_for_others(number) for number in OWN_ONLY[machine].values())
    if pretend:
        steps += b"".join(_refuse_call(number, error=0) for number in IGNORED[machine].values())
    if tcp:
        steps += _allow_tcp_only(SOCKET[machine])
    else:
        steps += _refuse_call(SOCKET[machine]) + _refuse_call(CONNECT[machine])
    return steps + _refuse_user_namespaces(CLONE[machine]) + _step(_RETURN, _ALLOW)


def install(*, tcp: bool, pretend: bool) -> bool:
    """Put the filter on this process and its descendants for good; False on a machine it isn't written for."""
    if MACHINE not in ARCHITECTURES:
        return False
    steps = program(MACHINE, tcp=tcp, pretend=pretend)
    buffer = ctypes.create_string_buffer(steps, len(steps))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    code = _Filter(len(steps) // 8, ctypes.addressof(buffer))
    prctl(PR_SET_SECCOMP, 2, ctypes.byref(code))
    return True
