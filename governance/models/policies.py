"""Policies and their published versions, which never change."""

from django.db import models

from governance.models.people import User


class Policy(models.Model):
    """A named set of rules; its text lives in its versions."""

    name = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    draft = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class PolicyVersion(models.Model):
    """What a policy said when it was published: its source, and the document it resolves to."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    resolved = models.TextField(help_text="canonical JSON of the whole document, extends applied")
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_policy_version_a_number")
        ]
        ordering = ["policy_id", "number"]

    def __str__(self) -> str:
        return f"{self.policy.title}, version {self.number}"
