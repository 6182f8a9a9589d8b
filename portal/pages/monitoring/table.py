"""Windows of operation as a CSV: one line a window and objective, figures as they were stored."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from governance import canonical
from portal.pages.csv_file import plain
from workflows.models import Window

COLUMNS = (
    "window",
    "starts_at",
    "ends_at",
    "version",
    "scores",
    "with_feedback",
    "state",
    "judged_at",
    "metric",
    "value",
    "low",
    "high",
    "direction",
    "threshold",
    "outcome",
    "finding",
)


def text(windows: Iterable[Window]) -> str:
    """The windows in the order given; one that isn't judged has a line without figures."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in windows:
        writer.writerows([plain(str(cell)) for cell in line] for line in _lines(one))
    return out.getvalue()


def _lines(one: Window) -> Iterator[list[object]]:
    judged = one.judged_at
    head: list[object] = [
        one.label,
        one.starts_at.isoformat(),
        one.ends_at.isoformat(),
        one.release.candidate.version,
        one.scores if judged else "",
        one.matched if judged else "",
        one.state,
        judged.isoformat() if judged else "",
    ]
    metrics = canonical.loads(one.metrics)
    finding = f"F-{one.finding_id}" if one.finding_id else ""
    verdicts = canonical.loads(one.verdicts)
    for said in verdicts:
        found = metrics.get(said["metric"], {})
        figures = [found.get(key, "") for key in ("value", "low", "high")]
        asked = [said["direction"], said["threshold"], said["outcome"]]
        yield [*head, said["metric"], *figures, *asked, finding]
    if not verdicts:
        yield [*head, "", "", "", "", "", "", "", finding]
