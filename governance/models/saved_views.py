"""What somebody wants to find again: the filters of a list under a name."""

from django.db import models

from governance.models.people import User


class SavedView(models.Model):
    """One person's name for the filters of one list; nobody else sees it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    place = models.CharField(max_length=20, help_text="the list")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600, blank=True, help_text="of the list's address")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "place", "name"], name="one_view_a_name")
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
