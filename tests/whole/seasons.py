"""Two seasons of flights: in spring the flights of one carrier catch up on their delays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

HEADER = "flight,dep_delay,carrier,late"
CARRIERS = ("AA", "UA", "ZZ")
MARCH = datetime(2013, 3, 1, tzinfo=UTC)
APRIL = datetime(2013, 4, 1, tzinfo=UTC)
MAY = datetime(2013, 5, 1, tzinfo=UTC)


def flights(
    first: int, rows: int, *, spring: bool = False
) -> Iterator[tuple[str, float, str, int]]:
    """(key, delay at departure, carrier, whether it lands late) of so many flights.

    In winter whoever leaves 20 minutes late lands late, give or take six; in spring carrier ZZ
    flies faster and never does.
    """
    for number in range(first, first + rows):
        delay = (number * 37) % 60 + 0.5
        late = int(delay + (number * 11) % 13 > 20 + 6)
        carrier = CARRIERS[number % 3]
        if spring and carrier == "ZZ":
            late = int(number % 29 == 0)
        yield f"f{number}", delay, carrier, late


def table(first: int, rows: int, *, spring: bool = False) -> str:
    """The same as a CSV."""
    lines = [",".join(map(str, row)) for row in flights(first, rows, spring=spring)]
    return "\n".join([HEADER, *lines]) + "\n"


def month(start: datetime, first: int, rows: int, *, spring: bool) -> Iterator[tuple[dict, str]]:
    """What is put to the gateway as each flight leaves, and what turns out to be true of it."""
    for n, (key, delay, carrier, late) in enumerate(flights(first, rows, spring=spring)):
        leaves = start + timedelta(hours=n)
        request = {
            "prediction_id": f"{start:%m}-{key}",
            "event_at": leaves.isoformat(),
            "dep_delay": delay,
            "carrier": carrier,
        }
        yield request, str(late)
