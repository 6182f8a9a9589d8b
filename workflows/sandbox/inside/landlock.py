"""Landlock: the kernel's own fence for a process without privilege (Linux 5.13 and later, landlock(7))."""

import ctypes
import os
import stat

from .system import PR_SET_NO_NEW_PRIVS, prctl, syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG, _PATH_BENEATH, _NET_PORT = 1, 1, 2

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_SOCK, MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
CONNECT_TCP = 1 << 1
READ = EXECUTE | READ_FILE | READ_DIR
_FILE_ONLY = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("filesystem", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


class _NetPort(ctypes.Structure):
    _fields_ = (("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64))


def version() -> int:
    """The kernel's Landlock ABI: 1 files, 3 truncation, 4 TCP, 6 signals; 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def _filesystem_rights(abi: int) -> int:
    rights = (1 << 13) - 1
    for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV)):
        if abi >= since:
            rights |= right
    return rights


def restrict(
    *, reads: list[str], writes: list[str], devices: list[str], tcp_port: int | None
) -> None:
    """Fence this process and its descendants in for good; OSError where the kernel has no Landlock.

    `reads` may be read and executed, `writes` changed as well, `devices` read and written;
    a path that doesn't exist is left out. `tcp_port` is the one port that may be connected to.
    """
    abi = version()
    rights = _filesystem_rights(abi)
    # TCP rules came with ABI 4, scopes (abstract sockets and signals) with ABI 6; shorter structures before.
    attributes = _Ruleset(rights, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0)
    length = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = syscall(_CREATE_RULESET, ctypes.byref(attributes), length, 0)
    changing = rights & ~(MAKE_CHAR | MAKE_BLOCK | MAKE_SOCK | IOCTL_DEV)
    for paths, allowed in ((reads, READ), (writes, changing), (devices, WRITE_FILE | READ_FILE)):
        for path in paths:
            _allow(ruleset, path, allowed & rights)
    if tcp_port is not None and abi >= 4:
        rule = _NetPort(CONNECT_TCP, tcp_port)
        syscall(_ADD_RULE, ruleset, _NET_PORT, ctypes.byref(rule), 0)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, allowed: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            allowed &= _FILE_ONLY
        rule = _PathBeneath(allowed, parent)
        syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
