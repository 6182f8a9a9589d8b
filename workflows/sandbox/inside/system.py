"""Calls to the Linux kernel that Python's standard library lacks."""

import ctypes
import os
import platform

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE, PR_CAP_AMBIENT_CLEAR_ALL = 2, 4

MACHINE = {"amd64": "x86_64", "arm64": "aarch64"}.get(
    platform.machine().lower(), platform.machine()
)

_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, *args: object) -> None:
    """prctl(2); OSError when the kernel refuses."""
    words = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in args]
    words += [ctypes.c_ulong(0)] * (4 - len(words))
    _check(_libc.prctl(option, *words))


def syscall(number: int, *args: object) -> int:
    """syscall(2), for calls without a wrapper; OSError when the kernel refuses."""
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    return _check(_libc.syscall(ctypes.c_long(number), *words))


def capset(header: object, data: object) -> None:
    """capset(2); OSError when the kernel refuses."""
    _check(_libc.capset(header, data))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
