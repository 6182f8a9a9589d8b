"""The story's time: it begins ten weeks ago and ends now; only `occurred_at` ever follows it."""

from datetime import datetime, timedelta

from django.utils import timezone

LENGTH = timedelta(days=70)


class StoryClock:
    """Time that passes when the story says so, and never runs ahead of the clock on the wall."""

    def __init__(self, begun: datetime):
        """`begun` is the real moment at which the demo was first seeded."""
        self.start = begun - LENGTH
        self.now = self.start

    def at(self, day: float, hour: int = 9, minute: int = 0) -> datetime:
        """Go to a moment of the story: `day` counts from its beginning. Never backwards."""
        morning = self.start.replace(hour=0, minute=0, second=0, microsecond=0)
        wanted = morning + timedelta(days=day, hours=hour, minutes=minute)
        self.now = min(max(self.now + timedelta(seconds=1), wanted), timezone.now())
        return self.now

    def later(self, **span: int) -> datetime:
        """Let a while pass: minutes, hours, days."""
        self.now = min(self.now + timedelta(**span), timezone.now())
        return self.now
