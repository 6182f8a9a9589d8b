"""What moves on a gate page while it is open, told apart by a stamp before anything is drawn."""

from django.db.models import Count

from governance.models import Review


def stamp(review: Review) -> str:
    """Names a round as it stands: any vote, advice or end of it gives another."""
    return f"{review.pk}.{review.version}.{len(review.votes.all())}"


def stamp_now(review_id: int, scope_id: int) -> str:
    """The stamp of a round of this use case as it is in the database now; empty for none."""
    row = Review.objects.filter(pk=review_id, scope=scope_id).annotate(said=Count("votes"))
    found = row.values_list("pk", "version", "said").first()
    return ".".join(str(one) for one in found) if found else ""
