"""Batches of scores and feedback, in four formats; and what was scored, read."""

import csv
import io
import json
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.access import authorise
from governance.api import outputs
from governance.api.base import PROBLEMS, Endpoint, filtered, lists
from governance.api.fields import Id, Stored, Text
from governance.api.paging import Paging
from governance.api.parsing import parsed
from projects.api.use_cases import USE_CASES
from workflows.api import bodies
from workflows.intake.body import Body
from workflows.models import Score
from workflows.services import intake

FORMATS = {
    "application/json": bodies.RowsIn,
    "application/x-ndjson": OpenApiTypes.STR,
    "text/csv": OpenApiTypes.STR,
    "application/vnd.apache.parquet": OpenApiTypes.BINARY,
}


AT = "2026-03-15T12:00:00Z"
SCORED = {
    "prediction_id": "p-1",
    "version": "3",
    "features": {"distance": 812.0},
    "output": {"probability": 0.2, "late": 0},
    "event_at": AT,
}
TRUE = {"prediction_id": "p-1", "actual": "1", "event_at": AT}


def _examples(row: dict[str, Any]) -> dict[str, Any]:
    """One row in the formats that are text."""
    cells = [one if isinstance(one, str) else json.dumps(one) for one in row.values()]
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows([row.keys(), cells])
    return {
        "application/json": {"rows": [row]},
        "application/x-ndjson": json.dumps(row) + "\n",
        "text/csv": file.getvalue(),
    }


class ScoreFilter(Paging):
    """Which scores to show."""

    prediction_id = Text(required=False)


class ScoreOut(outputs.Row):
    """One answer of the version in service."""

    features = Stored()
    output = Stored()

    class Meta:
        model = Score
        fields = [
            "id", "release", "prediction_id", "version", "features", "output", "event_at",
            "received_at",
        ]  # fmt: skip


class ScoresFrom(serializers.Serializer):
    """Whose answers these are."""

    release = Id(help_text="id of the release that gave them")


class ScoredOut(serializers.Serializer):
    """What became of a batch of scores; matched is feedback that waited for them."""

    rows = serializers.IntegerField()
    kept = serializers.IntegerField()
    known = serializers.IntegerField()
    matched = serializers.IntegerField()


class FeedbackOut(serializers.Serializer):
    """What became of a batch; unmatched rows wait for their scores."""

    kept = serializers.IntegerField()
    matched = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    known = serializers.IntegerField()
    conflicting = serializers.ListField(
        child=serializers.CharField(), help_text="the first thousand that said otherwise before"
    )


class _Batches(Endpoint):
    about = USE_CASES
    may = ""
    body: Body | None = None

    def initial(self, request: Request, *args, **kwargs) -> None:
        """Who may not write is told before a body is taken; the service asks again."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            state = self.row.lifecycle
            authorise(self.actor, self.may, self.row.scope, now=self.now, state=state)

    def take(self, request: Request) -> None:
        """To a file, kept until the answer is there."""
        self.body = self._taken(request)

    def sent(self, request: Request) -> Body:
        """The batch, taken already where the call has a key."""
        if self.body is None:
            self.body = self._taken(request)
        return self.body

    def _taken(self, request: Request) -> Body:
        return self.kept.enter_context(bodies.sent(request))


class Scores(_Batches):
    may = "scores.write"
    examples = _examples(SCORED)

    @lists(ScoreOut, asks=ScoreFilter, orders=("event_at",))
    def get(self, **given) -> QuerySet:
        """What was scored, by the gateway at /score/ or elsewhere and reported here."""
        return filtered(Score.objects.filter(scope=self.row.scope), **given)

    @extend_schema(parameters=[ScoresFrom], request=FORMATS, responses={201: ScoredOut, **PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        """Keep what a release answered in a job of yours: all rows or none, each once.

        Rows have prediction_id, version, features, output and event_at. The release is named in the
        query.
        """
        release = parsed(ScoresFrom, request.query_params)["release"]
        answer = intake.keep_scores(
            use_case_id=pk, release_id=release, body=self.sent(request), **self.who
        )
        return Response(ScoredOut(answer).data, status=201)


class FeedbackBatch(_Batches):
    may = "feedback.write"
    examples = _examples(TRUE)

    @extend_schema(request=FORMATS, responses={201: FeedbackOut, **PROBLEMS})
    def post(self, request: Request, pk: int) -> Response:
        """Keep what turned out to be true: all rows or none, each once.

        Rows have prediction_id, actual and event_at.
        """
        answer = intake.keep_feedback(use_case_id=pk, body=self.sent(request), **self.who)
        return Response(FeedbackOut(answer).data, status=201)
