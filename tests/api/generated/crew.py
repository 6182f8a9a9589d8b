"""Everybody's program on one Pitwall, and the acts that recur on the way round."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from tests.api.generated.callers import Caller
from tests.api.generated.making import Generated
from tests.fixtures.stack import Stack
from tests.grounds.at_work import CrewDesk

T = TypeVar("T")
LONG = 120
# The runner's children have two cores between them and whoever asks.
PAUSE = 0.5
OVER = {"done", "failed", "cancelled"}


class Crew:
    """`crew.ana` is Ana's program; `m` has the models. The others are ids that one leaves for the next."""

    def __init__(self, generated: Generated, stack: Stack, secrets: dict[str, str]) -> None:
        self.m, self.package = generated.models, generated.package
        self.stack, self.desk = stack, CrewDesk(stack)
        self.callers = {
            name: Caller(generated, stack.web_url, secret, name) for name, secret in secrets.items()
        }
        self.ids: dict[str, int] = {}
        self.case, self.slug, self.cycle = 0, "", 0
        self.place, self.target, self.plan, self.contract, self.key = 0, None, 0, 0, ""

    def __getattr__(self, name: str) -> Caller:
        try:
            return self.__dict__["callers"][name]
        except KeyError:
            raise AttributeError(name) from None

    def leave(self) -> None:
        for one in self.callers.values():
            one.client.get_httpx_client().close()

    def until(self, look: Callable[[], T], true: Callable[[T], object], what: str) -> T:
        """Look again and again; what was seen last, and what the parts wrote, when it never comes true."""
        end = time.monotonic() + LONG
        while not true(seen := look()):
            assert time.monotonic() < end, f"{what}: {seen}\n{self.stack.logs()[-12_000:]}"
            time.sleep(PAUSE)
        return seen

    def done(self, job: Any) -> Any:
        """A job that the runner has done, and whatever followed from it."""
        self.until(
            lambda: self.sam.get_jobs().items,
            lambda jobs: all(one.state in OVER for one in jobs),
            "every job has ended",
        )
        ended = self.sam.get_job_row(job.id)
        assert ended.state == "done", f"{ended.reason}\n{ended.log_tail}"
        return ended

    def gates(self) -> dict[str, str]:
        """Every gate of the cycle: shut, asked or open."""
        return {one.stage: one.gate.state for one in self.ana.get_stages(self.cycle)}

    def submit(self, stage: str, who: Caller) -> Any:
        return who.post_submission(self.cycle, body=self.m.SubmissionIn(stage=stage))

    def vote(self, review: int, who: Caller, seen: str = "", **given: Any) -> Any:
        """Approve what is to be seen there now, or what was `seen`."""
        at = seen or who.get_review_row(review).current_hash
        ballot = self.m.VoteIn(choice=self.m.ChoiceEnum.APPROVE, seen_hash=at)
        return who.post_votes(review, body=ballot, **given)

    def open_gate(self, stage: str, submitter: Caller, *voters: Caller) -> Any:
        review = self.submit(stage, submitter)
        for voter in voters:
            result = self.vote(review.id, voter)
        assert (result.opened, result.gate.state) == (True, "open")
        assert self.gates()[stage] == "open"
        return review
