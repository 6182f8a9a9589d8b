"""Comments and work items on whatever belongs to a use case, named as kind:number."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from governance.api import outputs
from governance.api.base import Endpoint, act, lists, shows
from governance.api.fields import Id, Text
from governance.api.paging import Paging
from projects import queries
from projects.api.attachments import FORM, SentFiles, uploads
from projects.models import Comment, WorkItem
from projects.services import comments, work_items

WORK_ITEMS = WorkItem.objects.select_related("owner", "created_by")


class SubjectFilter(Paging):
    """What the discussion is about, such as brief:7."""

    subject = Text()


class CommentIn(serializers.Serializer):
    """A remark."""

    subject = Text(help_text="kind:number, such as brief:7")
    text = Text()


class CommentWithFilesIn(CommentIn):
    """A remark, and its files."""

    files = SentFiles()


class CommentOut(outputs.Row):
    """A remark; an erased one has no text any more."""

    class Meta:
        model = Comment
        fields = [
            "id", "subject_type", "subject_id", "author", "text", "created_at", "erased_at",
            "pinned_at",
        ]  # fmt: skip


class WorkItemIn(serializers.Serializer):
    """Something that somebody will do."""

    subject = Text(help_text="kind:number, such as brief:7")
    title = Text()
    owner_id = Id(required=False)
    due = Text(required=False, help_text="a day, such as 2026-03-15")


class WorkItemOut(outputs.Row):
    """Something that somebody will do by a day."""

    class Meta:
        model = WorkItem
        fields = [
            "id", "subject_type", "subject_id", "title", "owner", "due", "created_by",
            "created_at", "done_at",
        ]  # fmt: skip


class Comments(Endpoint):
    @lists(CommentOut, asks=SubjectFilter)
    def get(self, subject: str) -> QuerySet:
        """What was said about an object."""
        return queries.discussion(self.actor, subject, self.now)

    @act(CommentIn, CommentOut)
    def post(self, **given) -> Comment:
        """Say something about an object."""
        return comments.add(**self.who, **given)


class CommentsWithFiles(Endpoint):
    parser_classes = [MultiPartParser]

    @act(CommentWithFilesIn, CommentOut, media=FORM)
    def post(self, files: list[Any], **given: Any) -> Comment:
        """Say something about an object, with files; where one isn't taken, nothing is."""
        return comments.add(uploads=uploads(files), **self.who, **given)


class CommentErasure(Endpoint):
    about = Comment.objects.all()

    @act(None, CommentOut, status=200)
    def post(self) -> Comment:
        """Erase a comment's text, as an officer; the record keeps its SHA-256."""
        return comments.erase(comment_id=self.pk, **self.who)


class CommentPin(Endpoint):
    about = Comment.objects.all()

    @act(None, CommentOut, status=200)
    def post(self) -> Comment:
        """Pin a comment to the top."""
        return comments.pin(comment_id=self.pk, **self.who)

    @act(None, CommentOut, status=200)
    def delete(self) -> Comment:
        """Take the pin out."""
        return comments.unpin(comment_id=self.pk, **self.who)


class WorkItems(Endpoint):
    @lists(WorkItemOut, asks=SubjectFilter)
    def get(self, subject: str) -> QuerySet:
        """What people will do about an object."""
        rows = queries.work_items(self.actor, subject, self.now)
        return rows.select_related("owner", "created_by")

    @act(WorkItemIn, WorkItemOut)
    def post(self, **given) -> WorkItem:
        """Promise something about an object."""
        return work_items.add(**self.who, **given)


class WorkItemRow(Endpoint):
    about = WORK_ITEMS

    @shows(WorkItemOut)
    def get(self) -> WorkItem:
        """One work item."""
        return self.row


class WorkItemDone(Endpoint):
    about = WORK_ITEMS

    @act(None, WorkItemOut, status=200)
    def post(self) -> WorkItem:
        """Tick a work item off."""
        return work_items.finish(item_id=self.pk, **self.who)

    @act(None, WorkItemOut, status=200)
    def delete(self) -> WorkItem:
        """Open it again."""
        return work_items.reopen(item_id=self.pk, **self.who)
