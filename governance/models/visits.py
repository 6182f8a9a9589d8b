"""When somebody looked at their desk, so that it can say what changed since."""

from django.db import models

from governance.models.people import User


class Visit(models.Model):
    """One person's looks: the last one, and the end of the visit before this one."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} at {self.at:%Y-%m-%d %H:%M}"
