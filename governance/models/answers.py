"""What the API answered to calls that named a key, so that the same call has one effect."""

from django.db import models


class Answer(models.Model):
    """A call's answer, written with its effect or not at all: what is here was done.

    Neither the key nor the body is kept, only their digests; the answer, which may hold a secret
    that is shown once, is locked.
    """

    caller = models.CharField(max_length=150)
    key_digest = models.CharField(max_length=64)
    call_digest = models.CharField(max_length=64, help_text="of method and address")
    body_digest = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    locked = models.TextField(blank=True, help_text="headers and body, as JSON, locked")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key_digest"], name="one_answer_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.status} to {self.caller}"


class CallCount(models.Model):
    """How many calls a caller was let make in the current span of time, over all processes."""

    caller = models.CharField(max_length=150, primary_key=True)
    span = models.PositiveBigIntegerField(help_text="the number of the span since 1970")
    taken = models.PositiveIntegerField(help_text="calls handed out to processes so far")

    def __str__(self) -> str:
        return f"{self.caller}: {self.taken}"
