"""What one was told: listed with the sentence that pages show, and marked as read."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from governance.api import outputs
from governance.api.base import Endpoint, act, filtered, lists
from governance.api.fields import Choice, Flag, Id, Several, Text
from governance.api.flat import Together
from governance.api.paging import Paging
from governance.errors import NotVisible
from governance.models import Notice
from governance.noticing import NoticeKind
from governance.services import notices
from portal.notices import hearing, sentences
from projects.access import NOTHING_HERE


class NoticeFilter(Paging):
    """Which notices to list."""

    kind = Choice(NoticeKind.choices, required=False)
    use_case = Text(required=False, help_text="its slug")
    unread = Flag(required=False, help_text="true: only those that weren't read")


class ReadIn(serializers.Serializer):
    """Which notices were read; all that the filters leave where no ids are given."""

    ids = Several(child=Id(), required=False)
    kind = Choice(NoticeKind.choices, required=False)
    use_case = Text(required=False, help_text="its slug")


class ReadOut(serializers.Serializer):
    """How many notices hadn't been read before."""

    read = serializers.IntegerField()


# What is read to say a notice: an entry's columns, of which a notice repeats two, and its use case.
SAID_OF = (
    *("entry_id", "entry__scope", "entry__kind", "entry__actor", "entry__actor_name"),
    *("occurred_at", "entry__body", "scope__key", "scope__label"),
)


def _tell(items: list[dict[str, Any]], rows: list[tuple]) -> None:
    """The sentence of each, out of its entry and what that names."""
    cases = {slug: title for *_entry, slug, title in rows if slug}
    told = sentences.of_entries((sentences.Entry(*entry) for *entry, _, _ in rows), cases)
    for item in items:
        said = told.get(item["entry_id"])
        item["text"], item["href"] = (said.sentence, said.href) if said else ("", "")


class NoticeOut(outputs.InUseCase):
    """One thing that one was told; `href` is the page where it stands."""

    use_case = serializers.SlugField(source="scope.key", default=None, read_only=True)
    text = serializers.CharField(read_only=True)
    href = serializers.CharField(read_only=True)

    class Meta:
        model = Notice
        together = Together(("text", "href"), SAID_OF, _tell)
        fields = [
            "id", "kind", "use_case", "subject_type", "subject_id", "entry_id", "text", "href",
            "occurred_at", "read_at",
        ]  # fmt: skip


class Notices(Endpoint):
    @lists(NoticeOut, asks=NoticeFilter, orders=("occurred_at",))
    def get(self, **given: Any) -> QuerySet:
        """What you were told, of what you may still see."""
        return _narrowed(self, **given)


class Read(Endpoint):
    @act(ReadIn, ReadOut, status=200)
    def post(self, ids: list[int] | None = None, **given: Any) -> dict[str, int]:
        """Mark notices of yours as read."""
        rows = _narrowed(self, unread=True, **given)
        if ids is not None:
            rows = rows.filter(pk__in=ids)
        found = list(rows.values_list("pk", flat=True))
        return {"read": notices.mark_read(notice_ids=found, **self.who)}


class NoticeRead(Endpoint):
    @act(None, ReadOut, status=200)
    def post(self) -> dict[str, int]:
        """Mark one notice of yours as read."""
        if not hearing.heard_by(self.actor, self.now).filter(pk=self.pk).exists():
            raise NotVisible(NOTHING_HERE)
        return {"read": notices.mark_read(notice_ids=[self.pk], **self.who)}


def _narrowed(
    view: Endpoint,
    *,
    kind: str | None = None,
    use_case: str | None = None,
    unread: bool | None = None,
) -> "QuerySet[Notice]":
    """Those that the portal shows to who asks and the filters leave; a key of one use case sees its
    own alone.
    """
    rows = hearing.shown_to(view.actor, view.now)
    rows = filtered(rows, kind=kind, scope__key=use_case, scope_id=view.actor.within)
    return rows.filter(read_at=None) if unread else rows
