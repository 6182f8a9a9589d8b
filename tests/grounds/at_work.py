"""A Pitwall with every part running, empty but for its people, for those who go the whole way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import pytest
from django.utils import timezone

from projects.services import places
from tests.cast import Cast
from tests.fixtures.stack import Stack, standing
from tests.grounds.people import Person
from tests.grounds.premises import collected, give_passwords
from tests.projects.conftest import Make
from tests.whole import seasons
from tests.whole.conftest import SCRIPT
from workflows.services import targets

__all__ = ["collected"]


@pytest.fixture
def sit_down(new_context) -> Callable[[str, str], Person]:
    """Give somebody a browser session of their own, in which they sign in."""

    def seat(name: str, url: str) -> Person:
        page = new_context(viewport={"width": 1440, "height": 900}).new_page()
        return Person(name, page, url).sign_in()

    return seat


@dataclass
class CrewDesk:
    """The application: it asks for scores over HTTP, with the key that a developer made for it."""

    stack: Stack

    def serve_month(self, case: str, key: str, start: datetime, first: int, *, spring: bool) -> str:
        """Scored as flights leave; what became of them, as a CSV that somebody can send in."""
        rows = list(seasons.month(start, first, 300, spring=spring))
        answer = httpx.post(
            f"{self.stack.gateway_url}/score/{case}/",
            json={"rows": [request for request, _ in rows]},
            headers={"Authorization": f"Bearer {key}"},
            timeout=60,
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        lines = [f"{one['prediction_id']},{truth},{one['event_at']}" for one, truth in rows]
        return "\n".join(["prediction_id,actual,event_at", *lines]) + "\n"


@dataclass
class AtWork:
    """`url` is the portal's address, `crew_desk` the application."""

    stack: Stack
    crew_desk: CrewDesk

    @property
    def url(self) -> str:
        return self.stack.web_url


@pytest.fixture
def at_work(fresh_database, settings, collected) -> Iterator[AtWork]:
    """Every part runs; there are people, places and a target, and Ana is an analyst elsewhere."""
    words = {"PITWALL_TRAINING_SCRIPTS": f"delays={SCRIPT}", **collected}
    with standing(fresh_database, settings, **words) as stack:
        begun = timezone.now() - timedelta(days=2)
        cast = Cast(begun)
        cast.policy_version()
        make = Make(cast, begun)
        cast.join(make.use_case("Turnaround time").scope, "ana")
        make.place("hall-b")
        ops = places.add(
            actor=cast.ada, code="ops", title="Operations room", kind="on_premises", now=begun
        )
        targets.add(actor=cast.ada, key="ops-prod", title="Operations", place_id=ops.pk, now=begun)
        give_passwords()
        stack.start("gateway", "worker", "runner", "web")
        yield AtWork(stack, CrewDesk(stack))
