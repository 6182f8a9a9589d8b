"""What people say about an object, and what they promise to do."""

from django.db import models

from governance.models import Scope, User
from governance.models.scopes import ScopedQuerySet


class Comment(models.Model):
    """A remark on any object; its text can be erased, its SHA-256 stays in the record."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    text_sha = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="comment_by_subject")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.author} on {self.subject_type} {self.subject_id}"


class WorkItem(models.Model):
    """Something somebody will do by a date."""

    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
