"""Batches of many parts: memory doesn't grow with them, and a fault leaves all parts out."""

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from governance.errors import Invalid
from workflows.intake import body, lines, parts
from workflows.models import Batch, Score
from workflows.services import intake

WHEN = "2026-03-02T08:00:00+00:00"


def line(number: int, when: str = WHEN) -> bytes:
    row = {
        "prediction_id": f"p{number}", "version": "1", "features": {"delay": number},
        "output": {"late": 0.25}, "event_at": when,
    }  # fmt: skip
    return json.dumps(row).encode() + b"\n"


@pytest.fixture
def keep(lap) -> Callable:
    release = lap.round()

    def keep(file) -> intake.Scored:
        return intake.keep_scores(
            actor=lap.cast.dov,
            use_case_id=lap.use_case.pk,
            release_id=release.pk,
            body=body.of_file("application/x-ndjson", file, f"{lap.now}"),
            now=lap.tick(),
        )

    return keep


class Endless(io.RawIOBase):
    """A file of so many lines, of which none is there before it is read."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self.seek(0)

    def seek(self, *_: int) -> int:
        self._lines: Iterator[bytes] = map(line, range(self._rows))
        self._rest = b""
        return 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        self._rest = self._rest or next(self._lines, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def endless(rows: int) -> io.BufferedReader:
    return io.BufferedReader(Endless(rows))


def peak(act: Callable) -> int:
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_batch(keep, monkeypatch):
    monkeypatch.setattr(parts, "PART", 500)
    monkeypatch.setattr(lines, "BLOCK", 2**14)
    keep(endless(10))
    small, large = peak(partial(keep, endless(1_000))), peak(partial(keep, endless(20_000)))
    assert Score.objects.count() == 20_000
    assert large < small * 2


def test_a_fault_in_the_last_part_leaves_out_all_parts(keep, monkeypatch):
    monkeypatch.setattr(parts, "PART", 10)
    with pytest.raises(Invalid, match="line 96"):
        keep(io.BytesIO(b"".join(map(line, range(95))) + line(95, when="")))
    assert not Score.objects.exists()
    assert not Batch.objects.exists()
