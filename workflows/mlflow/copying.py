"""Copies a tree of artifacts from an MLflow server, within bounds: what a server lists and sends isn't ours."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.errors import PitwallError
from workflows.mlflow.rest import ARTIFACTS, Connection
from workflows.sandbox.job import size

LONGEST_NAME = 255  # bytes: what file systems take
LISTED = 2048  # bytes of JSON that one file's line may take, its name escaped


class NotCopied(PitwallError):
    """The artifacts are more than Pitwall copies, or are called what no file here may be called."""

    kind = "invalid-input"
    status = 422
    title = gettext_lazy("The model's artifacts can't be copied")


@dataclass(frozen=True)
class Bounds:
    """How much is copied at most: files and folders, levels of folders, bytes; and bytes of disk left free."""

    files: int
    depth: int
    size: int
    reserve: int

    @classmethod
    def of_settings(cls) -> "Bounds":
        return cls(
            files=settings.MODEL_FILES,
            depth=settings.MODEL_DEPTH,
            size=settings.MODEL_BYTES,
            reserve=settings.DISK_RESERVE_BYTES,
        )


def copy_tree(inside: Connection, folder: str, to: Path, bounds: Bounds) -> None:
    """Copy all that lies below `folder` into `to`, an empty folder that nobody else writes to.

    Raises NotCopied before anything past a bound is written, MlflowRefusal, and Unreachable; what
    was copied until then is the caller's to remove.
    """
    try:
        _Copy(inside, bounds).folder(folder, to, depth=1)
    except OSError as error:
        raise NotCopied(
            _("A copy can't be written: %(strerror)s.") % {"strerror": error.strerror or error}
        ) from error


class _Copy:
    """One copy under way, with what it has taken so far."""

    def __init__(self, inside: Connection, bounds: Bounds) -> None:
        self._inside, self._bounds = inside, bounds
        self._files = self._size = 0

    def folder(self, source: str, to: Path, *, depth: int) -> None:
        """Copy one folder; `depth` is its level, 1 for the model's own."""
        listed = self._list(source)
        self._files += len(listed)
        if self._files > self._bounds.files:
            raise NotCopied(
                (
                    _("The artifacts are more than %(files)s files and folders: ")
                    % {"files": self._bounds.files}
                )
                + _remedy("PITWALL_MODEL_FILES")
            )
        for name, is_folder in listed.items():
            if is_folder:
                self._go_down(f"{source}/{name}", to / name, depth + 1)
            else:
                self._file(f"{source}/{name}", to / name)

    def _go_down(self, source: str, to: Path, depth: int) -> None:
        if depth > self._bounds.depth:
            raise NotCopied(
                (
                    _("The artifacts lie in folders more than %(depth)s levels deep: ")
                    % {"depth": self._bounds.depth}
                )
                + _remedy("PITWALL_MODEL_DEPTH")
            )
        to.mkdir()
        self.folder(source, to, depth=depth)

    def _file(self, source: str, to: Path) -> None:
        # A file that is there already, or a link, is not written through.
        with self._inside.streamed(f"{ARTIFACTS}/{quote(source)}") as chunks, to.open("xb") as file:
            for chunk in chunks:
                self._require_room(len(chunk), to.parent)
                file.write(chunk)

    def _require_room(self, count: int, folder: Path) -> None:
        self._size += count
        if self._size > self._bounds.size:
            raise NotCopied(
                (_("The artifacts are larger than %(size)s: ") % {"size": size(self._bounds.size)})
                + _remedy("PITWALL_MODEL_BYTES")
            )
        if shutil.disk_usage(folder).free - count < self._bounds.reserve:
            raise NotCopied(
                _(
                    "Less than %(reserve)s of Pitwall's disk would be left free: an "
                    "administrator has to make room, or to lower "
                    "PITWALL_DISK_RESERVE_BYTES."
                )
                % {"reserve": size(self._bounds.reserve)}
            )

    def _list(self, source: str) -> dict[str, bool]:
        """What lies in a folder: name → whether it is a folder."""
        found: dict[str, bool] = {}
        for one in self._listing(source):
            name = _name(one)
            if name in found:
                raise NotCopied(_("MLflow lists %(name)s twice.") % {"name": _shown(name)})
            found[name] = bool(one.get("is_dir"))
        return found

    def _listing(self, source: str) -> list[Any]:
        text, longest = bytearray(), LISTED * (self._bounds.files + 1)
        with self._inside.streamed(ARTIFACTS, path=source) as chunks:
            for chunk in chunks:
                text += chunk
                if len(text) > longest:
                    raise NotCopied(
                        (
                            _("MLflow's list of one folder is longer than %(longest)s: ")
                            % {"longest": size(longest)}
                        )
                        + _remedy("PITWALL_MODEL_FILES")
                    )
        try:
            files = json.loads(text).get("files", [])
        except (ValueError, AttributeError, RecursionError) as error:
            raise NotCopied(_("MLflow's list of the artifacts can't be read.")) from error
        return files if isinstance(files, list) else []


def _name(one: Any) -> str:
    """The name of a listed file as the last part of a path, or NotCopied: it decides where we write."""
    path = one.get("path") if isinstance(one, dict) else None
    if not isinstance(path, str) or not _is_plain(path):
        raise NotCopied(
            _(
                "The artifacts hold a file that no file here may be called: %(path)s. "
                "Log the model anew under plain names."
            )
            % {"path": _shown(path)}
        )
    return path


def _is_plain(name: str) -> bool:
    try:
        length = len(name.encode())
    except UnicodeEncodeError:  # half a character
        return False
    if name in {".", ".."} or not 0 < length <= LONGEST_NAME:
        return False
    return not any(sign in "/\\\x7f" or sign < " " for sign in name)


def _shown(name: object) -> str:
    return ascii(name)[:80]


def _remedy(setting: str) -> str:
    return _(
        "log the model anew without what it doesn't need, or have an administrator "
        "raise %(setting)s."
    ) % {"setting": setting}
