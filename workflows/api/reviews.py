"""Reviews: asked for, voted on, advised on, withdrawn, revoked; with the facts that were frozen."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from governance import queries as governance_queries
from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists, shows
from governance.api.fields import MOST_ITEMS, Choice, Id, Moment, Stored, Text
from governance.api.paging import Paging
from governance.models import CheckResult, Review, Vote
from governance.services.reviews import VoteResult
from governance.words import Choice as Say
from governance.words import ReviewState
from workflows import standing
from workflows.api.cycles import CYCLES, ReasonIn
from workflows.services import gates
from workflows.services.attempts import SUBJECT

REVIEWS = Review.objects.select_related("scope", "gate", "submitter")


class SubmissionIn(serializers.Serializer):
    """Which stage is to be decided, and a word to those who decide."""

    stage = Text()
    note = Text(required=False)


class ReviewFilter(Paging):
    """Which rounds to show."""

    state = Choice(ReviewState.choices, required=False)
    use_case = Text(required=False, help_text="its slug")
    stage = Text(required=False)


class ReviewOut(outputs.InUseCase):
    """One round at a gate; `content_hash` is what a vote binds to."""

    stage = serializers.CharField(source="gate.stage")

    class Meta:
        model = Review
        fields = [
            "id", "use_case", "stage", "round", "policy_version", "submitter", "submitted_at",
            "due_at", "note", "content_hash", "state", "decided_at", "expires_at", "ended_why",
        ]  # fmt: skip


class VoteOut(outputs.Row):
    """What one person said in one role."""

    class Meta:
        model = Vote
        fields = ["id", "voter", "on_behalf_of", "role", "kind", "choice", "comment", "cast_at"]


class FrozenCheckOut(outputs.Row):
    """What a check said of the frozen facts."""

    value = Stored()

    class Meta:
        model = CheckResult
        fields = ["key", "title", "outcome", "binding", "reason", "source", "value"]


class ReviewDetailOut(ReviewOut):
    """A round with what it decides on: content, facts, checks, votes, and how the gate stands."""

    content = Stored()
    facts = Stored()
    checks = FrozenCheckOut(source="check_results", many=True)
    votes = VoteOut(many=True)

    class Meta(ReviewOut.Meta):
        fields = [*ReviewOut.Meta.fields, "facts_sha", "content", "facts", "checks", "votes"]


class ReviewNowOut(serializers.Serializer):
    """A round, what its stage holds now, and how the gate stands."""

    review = ReviewDetailOut()
    current_hash = serializers.CharField()
    gate = outputs.Gate()


class ConditionIn(serializers.Serializer):
    """What has to be done, by whom, by when."""

    text = Text()
    owner_id = Id()
    due = Moment()


class VoteIn(serializers.Serializer):
    """A vote on the content that was seen; `seen_hash` is the round's content_hash."""

    choice = Choice(Say.choices)
    seen_hash = Text()
    role = Text(required=False, help_text="needed by those who hold several that can vote")
    comment = Text(required=False)
    conditions: serializers.ListSerializer = serializers.ListSerializer(
        child=ConditionIn(), max_length=MOST_ITEMS, required=False
    )
    on_behalf_of_id = Id(required=False)


class AdviceIn(serializers.Serializer):
    """Advice; it counts for nothing."""

    choice = Choice(Say.choices)
    role = Text(required=False)
    comment = Text(required=False)


class VoteResultOut(serializers.Serializer):
    """The vote, how the gate stands after it, and whether it opened by it."""

    vote = VoteOut()
    gate = outputs.Gate(source="view")
    opened = serializers.BooleanField()


class Reviews(Endpoint):
    @lists(ReviewOut, asks=ReviewFilter, orders=("submitted_at",))
    def get(
        self, state: str | None = None, use_case: str | None = None, stage: str | None = None
    ) -> QuerySet:
        """The rounds at gates that you may see."""
        rows = REVIEWS.visible_to(self.actor, self.now)
        return filtered(rows, state=state, scope__key=use_case, gate__stage=stage)


class Submission(Endpoint):
    about = CYCLES

    @act(SubmissionIn, ReviewOut)
    def post(self, **given) -> Review:
        """Ask for a decision on a stage; content and facts are frozen as they stand."""
        return gates.submit(cycle_id=self.pk, **self.who, **given)


class ReviewRow(Endpoint):
    about = REVIEWS.filter(gate__subject_type=SUBJECT).select_related(
        "gate__scope", "policy_version"
    ).prefetch_related(
        "votes__voter", "votes__on_behalf_of", "exclusions__user", "check_results"
    )  # fmt: skip

    @shows(ReviewNowOut)
    def get(self) -> dict[str, Any]:
        """One round, with the facts it was given and how the gate stands."""
        attempt = gates.attempt_of(self.row.pk)
        cycle = CYCLES.get(pk=attempt.cycle_id)
        here = standing.of(cycle, now=self.now).stages[attempt.stage]
        view = governance_queries.review_view(
            self.row,
            current_hash=here.content_hash,
            live_checks=here.turnable,
            now=self.now,
        )
        return {"review": self.row, "current_hash": here.content_hash, "gate": view}


class Votes(Endpoint):
    about = Review.objects.all()

    @act(VoteIn, VoteResultOut)
    def post(self, **given) -> VoteResult:
        """Cast a binding vote; sent twice it counts once, and the second answer is 409."""
        return gates.vote(review_id=self.pk, **self.who, **given)


class Advice(Endpoint):
    about = Review.objects.all()

    @act(AdviceIn, VoteOut)
    def post(self, **given) -> Vote:
        """Give advice."""
        return gates.advise(review_id=self.pk, **self.who, **given)


class Withdrawal(Endpoint):
    about = Review.objects.all()

    @act(None, ReviewOut, status=200)
    def post(self) -> Review:
        """Take a round back."""
        return gates.withdraw(review_id=self.pk, **self.who)


class Revocation(Endpoint):
    about = Review.objects.all()

    @act(ReasonIn, ReviewOut, status=200)
    def post(self, **given) -> Review:
        """Take an approval back, as an officer."""
        return gates.revoke(review_id=self.pk, **self.who, **given)
