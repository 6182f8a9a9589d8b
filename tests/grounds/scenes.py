"""Where the scenarios begin: a use case brought so far through the services, and a portal on it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from governance.services import memberships, people
from governance.words import Role, SiteRole
from tests.cast import SETUP, Cast
from tests.grounds.premises import Premises, premises
from tests.scenarios.policies import TWO_IT_ONE_ANALYST
from tests.story import Lap

TITLE = "Late arrivals"
Open = Callable[..., AbstractContextManager[Premises]]


@pytest.fixture(scope="session")
def open_premises(
    django_db_setup, django_db_blocker, migrated_template, collected
) -> Iterator[Open]:
    """`with open_premises(fill) as portal:`; what `fill` does is there before the web process."""
    with django_db_blocker.unblock():
        yield lambda fill: premises(migrated_template, fill, **collected)


def lap_from(days_ago: int, patches: pytest.MonkeyPatch, rules: str = "") -> Lap:
    """Late arrivals, founded so long ago, on the real clock."""
    begun = timezone.now() - timedelta(days=days_ago)
    return Lap(Cast(begun), begun, patches, rules)


def two_it_one_analyst(patches: pytest.MonkeyPatch) -> None:
    """Scenario 1: Dov, who holds the role IT too and administers, has submitted the release."""
    lap = lap_from(5, patches, TWO_IT_ONE_ANALYST)
    lap.ready_to_release()
    dov = lap.cast.id("dov")
    memberships.add(
        actor=SETUP, scope_id=lap.use_case.scope_id, user_id=dov, role=Role.IT, now=lap.tick()
    )
    people.grant_site_role(actor=SETUP, user_id=dov, role=SiteRole.ADMINISTRATOR, now=lap.tick())
    lap.submit("release", "dov")


def approved_brief(patches: pytest.MonkeyPatch) -> None:
    """Scenario 4: Definition is open by two votes."""
    lap = lap_from(5, patches)
    lap.start()
    lap.define()


@dataclass(frozen=True)
class TwoMonths:
    """When the months begin; each lasts thirty days and is over."""

    first: datetime
    second: datetime


def served_two_months(patches: pytest.MonkeyPatch) -> TwoMonths:
    """Scenario 9: measured 0.93 where 0.90 is asked for, then two months below, not judged yet."""
    lap = lap_from(130, patches)
    candidate = lap.ready_to_release(value="0.93")
    lap.approve_release()
    release = lap.release(candidate)
    midnight = lap.now.replace(hour=0, minute=0, second=0, microsecond=0)
    months = TwoMonths(midnight + timedelta(days=50), midnight + timedelta(days=85))
    for start, wins in ((months.first, 89), (months.second, 80)):
        chances = [(n / 100, 0) for n in range(100)] + [(wins / 100 - 0.005, 1)] * 20
        lap.score(release, start, [chance for chance, _ in chances])
        lap.learn(start, [truth for _, truth in chances])
    return months


@pytest.fixture
def quorum(open_premises: Open) -> Iterator[Premises]:
    with open_premises(two_it_one_analyst) as portal:
        yield portal


@pytest.fixture
def defined(open_premises: Open) -> Iterator[Premises]:
    with open_premises(approved_brief) as portal:
        yield portal


@pytest.fixture
def served(open_premises: Open) -> Iterator[Premises]:
    with open_premises(served_two_months) as portal:
        yield portal
