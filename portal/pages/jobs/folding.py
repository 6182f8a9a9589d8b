"""A use case's long work, folded: what runs stands out, what ended is counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.components.words import outcome_of
from portal.pages import names
from projects.models import UseCase
from workflows.models import Job
from workflows.services import jobs
from workflows.words import JobKind, JobState

ENDED = (JobState.FAILED, JobState.CANCELLED, JobState.DONE)


@dataclass(frozen=True)
class Group:
    """Jobs of one kind that ended: the newest by itself, the others counted."""

    kind: str
    newest: Job
    before: tuple[Job, ...]

    @property
    def said(self) -> str:
        """“8 done and 1 failed”, of those before the newest."""
        return counted(self.before)


@dataclass(frozen=True)
class Folded:
    """`running` jobs, newest first, then a group for each kind that ended."""

    running: tuple[Job, ...]
    groups: tuple[Group, ...]

    @property
    def live(self) -> bool:
        return bool(self.running)


def of(case: UseCase, *, last: int = 60) -> Folded:
    """The newest jobs of a use case that the reader may see; one query."""
    rows = Job.objects.filter(scope=case.scope_id).select_related("wanted_by").order_by("-pk")
    return fold(rows[:last])


def fold(rows: Iterable[Job]) -> Folded:
    """Jobs, newest first, by whether they run and by kind."""
    rows = list(rows)
    running = tuple(one for one in rows if one.state in jobs.UNFINISHED)
    by_kind: dict[str, list[Job]] = {}
    for one in rows:
        if one.state not in jobs.UNFINISHED:
            by_kind.setdefault(one.kind, []).append(one)
    return Folded(
        running,
        tuple(
            Group(str(JobKind(kind).label).capitalize(), ended[0], tuple(ended[1:]))
            for kind, ended in by_kind.items()
        ),
    )


def counted(ended: Sequence[Job]) -> str:
    """How many ended in which way, the worst first; empty for none."""
    counts = Counter(one.state for one in ended)
    said = [
        _("%(count)s %(state)s") % {"count": counts[state], "state": outcome_of(state).text.lower()}
        for state in ENDED
        if counts[state]
    ]
    return names.listed(said)
