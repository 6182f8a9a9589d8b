"""The sealed record as a whole: its checkpoint, whether it holds, and all of it with its proofs."""

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from governance import keys
from governance.access import authorise
from governance.api.base import PROBLEMS, Endpoint, act, shows
from governance.api.fields import Text
from governance.api.parsing import parsed
from governance.errors import NotVisible
from governance.models import Checkpoint
from governance.services import exporting, verification

LINES = "application/jsonl"


class CheckpointOut(serializers.Serializer):
    """The newest signed checkpoint, to be kept elsewhere."""

    size = serializers.IntegerField(help_text="how many entries it seals")
    note = serializers.CharField(help_text="a signed note (C2SP), to be kept as it is")
    public_key = serializers.CharField()
    sealed_at = serializers.DateTimeField()


class AmissOut(serializers.Serializer):
    """What is amiss, and where."""

    what = serializers.CharField()
    entry_id = serializers.IntegerField(allow_null=True)
    seq = serializers.IntegerField(allow_null=True)


class ReportOut(serializers.Serializer):
    """What was looked at, and what was found amiss: of bad entries, the first."""

    ok = serializers.BooleanField()
    sealed = serializers.IntegerField()
    waiting = serializers.IntegerField()
    checkpoints = serializers.IntegerField()
    erased = serializers.IntegerField()
    problems = AmissOut(many=True)


class ExportIn(serializers.Serializer):
    """Of which use case, by its slug; without one, of all."""

    scope = Text(required=False)


class NewestCheckpoint(Endpoint):
    @shows(CheckpointOut)
    def get(self) -> dict:
        """The newest checkpoint of the record, for officers and auditors."""
        authorise(self.actor, "record.read", None, now=self.now)
        newest = Checkpoint.objects.order_by("-size").first()
        if newest is None:
            raise NotVisible(_("Nothing is sealed yet."))
        said = {"size": newest.size, "note": newest.note, "sealed_at": newest.created_at}
        return {**said, "public_key": keys.public_key()}


class Verification(Endpoint):
    @act(None, ReportOut, status=200)
    def post(self) -> verification.Report:
        """Compute the whole record anew and compare, for officers and auditors."""
        authorise(self.actor, "record.read", None, now=self.now)
        return verification.verify()


class Export(Endpoint):
    @extend_schema(
        request={"application/json": ExportIn},
        responses={(200, LINES): OpenApiTypes.BINARY, **PROBLEMS},
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        """The sealed record with its proofs, a line an entry; that it was taken is recorded."""
        scope = parsed(ExportIn, request.data).get("scope")
        lines = exporting.export(scope_key=scope or None, **self.who)
        return StreamingHttpResponse(lines, content_type=LINES)
