"""Files at a use case or at a remark: sent, listed, opened, erased."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from governance.api import fields, outputs
from governance.api.base import PROBLEMS, Endpoint, act, filtered, lists, shows
from governance.api.fields import Id, Several, Text
from governance.api.paging import Paging
from governance.api.tags import tagging, unless_known
from projects import filetypes
from projects.api.use_cases import USE_CASES
from projects.models import Attachment
from projects.services import attachments
from projects.services.attachments import Upload

ATTACHMENTS = Attachment.objects.select_related("scope", "added_by", "erased_by")
FORM = "multipart/form-data"
# What a file is handed out as: one of the kinds that are taken.
KINDS = {
    (200, kind): OpenApiTypes.STR if kind.startswith("text/") else OpenApiTypes.BINARY
    for kind in (one.media_type.partition(";")[0] for one in filetypes.TYPES)
}


class SentFiles(Several):
    """The files of a form."""

    child = fields.Upload(allow_empty_file=True)


class FilesIn(serializers.Serializer):
    """One or more files."""

    files = SentFiles()


class AttachmentFilter(Paging):
    """Which files to list."""

    comment = Id(required=False, help_text="id of the remark that they are at")


class EraseIn(serializers.Serializer):
    """Why the file is erased."""

    reason = Text()


class AttachmentOut(outputs.InUseCase):
    """A file; an erased one has neither name nor bytes any more."""

    class Meta:
        model = Attachment
        fields = [
            "id", "use_case", "comment", "name", "media_type", "size", "sha256", "added_by",
            "added_at", "erased_at", "erased_by", "erased_why",
        ]  # fmt: skip


def uploads(files: Iterable[Any]) -> list[Upload]:
    """What was sent, as services take it."""
    return [Upload(one.name or "", one.file) for one in files]


class Attachments(Endpoint):
    about = USE_CASES
    parser_classes = [MultiPartParser]

    @lists(AttachmentOut, asks=AttachmentFilter)
    def get(self, comment: int | None = None) -> QuerySet:
        """The files of a use case, those at its remarks too."""
        return filtered(ATTACHMENTS.filter(scope=self.row.scope), comment_id=comment)

    @act(FilesIn, AttachmentOut, media=FORM, many=True)
    def post(self, files: list[Any]) -> QuerySet:
        """Attach files to the use case itself: all of them or none."""
        made = attachments.add(use_case_id=self.pk, uploads=uploads(files), **self.who)
        return ATTACHMENTS.filter(pk__in=[one.pk for one in made]).order_by("pk")


class AttachmentRow(Endpoint):
    about = ATTACHMENTS

    @shows(AttachmentOut)
    def get(self) -> Attachment:
        """What is known of one file."""
        return self.row


class AttachmentFile(Endpoint):
    about = ATTACHMENTS
    may_conflict = True

    @tagging
    @extend_schema(responses={**KINDS, **PROBLEMS})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file itself; 409 where its bytes have changed on the disk."""
        row, file = attachments.open_file(attachment_id=pk, **self.who)
        answer = FileResponse(
            file, as_attachment=True, filename=row.name, content_type=row.media_type
        )
        return unless_known(request, answer, quote_etag(row.sha256))


class AttachmentErasure(Endpoint):
    about = ATTACHMENTS

    @act(EraseIn, AttachmentOut, status=200)
    def post(self, reason: str) -> Attachment:
        """Erase a file for good, as who added it or as an officer; the record keeps its hash."""
        return attachments.erase(attachment_id=self.pk, reason=reason, **self.who)
