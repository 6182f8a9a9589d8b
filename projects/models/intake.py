"""What somebody has typed of a use case that isn't founded yet."""

from django.db import models

from governance.models import User


class Intake(models.Model):
    """One person's draft: seen by them alone, erased when they say so or when it is founded.

    It is no decision and nobody else's business, so the record knows nothing of it.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    typed = models.TextField(default="{}", help_text="JSON: field of the form → what was typed")
    step = models.CharField(max_length=12, blank=True, help_text="where they were last")
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.person}"
