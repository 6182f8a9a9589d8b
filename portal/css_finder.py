"""A static files finder that knows one file more: all style sheets joined."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from portal import css


class JoinedCssFinder(BaseFinder):
    """Gives `pitwall/pitwall.css`, built beside Pitwall's data and never in the source tree."""

    @property
    def folder(self) -> Path:
        """Where what was built is kept."""
        return Path(settings.PITWALL_HOME) / "built"

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing can be set wrong."""
        return []

    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: Any
    ) -> str | list[str]:
        """Where the joined sheet lies; nothing for any other file."""
        if path != css.JOINED:
            return [] if find_all else ""
        found = str(self._build())
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """The joined sheet alone, built afresh."""
        self._build()
        yield css.JOINED, FileSystemStorage(location=self.folder)

    def _build(self) -> Path:
        """Write the sheet whole or not at all: several processes start at once."""
        target = self.folder / css.JOINED
        text = css.joined().encode()
        if target.exists() and target.read_bytes() == text:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
            draft.write(text)
        return Path(draft.name).replace(target)
