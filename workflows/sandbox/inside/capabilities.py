"""Linux capabilities of the launcher: none are left, or the one to read."""

import contextlib
import ctypes
from collections.abc import Iterator

from .system import (
    PR_CAP_AMBIENT,
    PR_CAP_AMBIENT_CLEAR_ALL,
    PR_CAP_AMBIENT_RAISE,
    PR_SET_KEEPCAPS,
    capset,
    prctl,
)

CAP_DAC_READ_SEARCH = 2
_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def clear_ambient() -> None:
    """Let no capability pass to the program that is started next."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)


@contextlib.contextmanager
def keeping_to_read(wanted: bool) -> Iterator[None]:
    """Change from root to another user inside: all capabilities go, but reading private files stays if `wanted`."""
    prctl(PR_SET_KEEPCAPS, int(wanted))
    yield
    clear_ambient()
    if wanted:
        _set_only(1 << CAP_DAC_READ_SEARCH)
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH)


def _set_only(mask: int) -> None:
    data = (_Data * 2)(_Data(mask, mask, mask), _Data(0, 0, 0))
    capset(ctypes.byref(_Header(_VERSION_3, 0)), ctypes.byref(data))
