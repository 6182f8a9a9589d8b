"""The runs of the table as CSV: every run that fits, with all its parameters and claimed metrics."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from governance import canonical
from portal.pages.csv_file import plain
from portal.pages.runs.comparing import took
from workflows.models import Run

FIXED = (
    *("run", "run_id", "experiment", "by", "by_is_claimed", "state", "cycle"),
    *("began", "ended", "seconds", "nominated"),
)
CHUNK = 500


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text


def rows(found: QuerySet[Run], nominated: dict[str, str]) -> Iterator[str]:
    """Lines of CSV. The runs are read twice, so that all columns are known and few runs are held."""
    metrics, params = _names(found)
    writer = csv.writer(_Echo())
    yield writer.writerow(
        [
            *FIXED,
            *(f"metric.{plain(name)}" for name in metrics),
            *(f"param.{plain(name)}" for name in params),
        ]
    )
    for run in found.iterator(CHUNK):
        said, given = canonical.loads(run.metrics), canonical.loads(run.params)
        yield writer.writerow(
            [
                *_fixed(run, nominated),
                *(said.get(name, "") for name in metrics),
                *(plain(given.get(name, "")) for name in params),
            ]
        )


def _names(found: QuerySet[Run]) -> tuple[list[str], list[str]]:
    metrics: set[str] = set()
    params: set[str] = set()
    for said, given in found.values_list("metrics", "params").iterator(CHUNK):
        metrics.update(canonical.loads(said))
        params.update(canonical.loads(given))
    return sorted(metrics), sorted(params)


def _fixed(run: Run, nominated: dict[str, str]) -> Iterable[Any]:
    span = took(run)
    return (
        plain(str(run)),
        run.run_id,
        plain(run.experiment_name),
        plain(run.author.label if run.author else run.claimed_user),
        "no" if run.author else "yes",
        run.get_status_display(),
        run.cycle.number if run.cycle else "",
        run.started_at.isoformat() if run.started_at else "",
        run.ended_at.isoformat() if run.ended_at else "",
        round(span.total_seconds(), 3) if span else "",
        nominated.get(run.run_id, ""),
    )
