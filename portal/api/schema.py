"""How the OpenAPI document names what it describes, and says of each operation what it may answer."""

import re
from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample
from rest_framework.serializers import Serializer

from portal.api.components import LIMITED, header, parameter, refusal
from portal.api.examples import example
from portal.api.statuses import Traits, refusals

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class TokenScheme(KnoxTokenScheme):
    """Tokens are sent as knox has them sent."""

    target_class = "governance.api.authentication.Bearer"


class Schema(AutoSchema):
    """Operations are named after their view, and grouped by the first word of their address."""

    view: Any

    def get_operation_id(self) -> str:
        view = CAPITAL.sub("_", type(self.view).__name__).lower()
        return f"{self.method.lower()}_{view}"

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        traits = self._traits(operation)
        given = operation.get("parameters", []) + [parameter(name) for name in _asked(traits)]
        if given:
            operation["parameters"] = given
        answers = {
            status: self._success(answer, traits)
            for status, answer in operation["responses"].items()
            if status.startswith("2")
        }
        operation["responses"] = answers | {str(one): refusal(one) for one in refusals(traits)}
        return operation

    def get_examples(self) -> list[OpenApiExample]:
        if self.method not in {"POST", "PUT", "PATCH"}:
            return []
        takes = self.get_request_serializer()
        if not isinstance(takes, dict):
            return []
        sent = {media: self._sent(media, kind) for media, kind in takes.items()}
        return [
            OpenApiExample("Example", value=value, media_type=media, request_only=True)
            for media, value in sent.items()
            if value is not None
        ]

    def _sent(self, media: str, takes: Any) -> Any:
        """An example in one format: made of the fields, or said by the address."""
        said = getattr(self.view, "examples", {})
        if media in said:
            return said[media]
        made = isinstance(takes, type) and issubclass(takes, Serializer)
        return example(takes()) if made else None

    def _get_request_for_media_type(self, serializer: Any, direction: str = "request") -> Any:
        """A body told as text or as bytes is all that is sent, so that it can't be left out."""
        schema, required = super()._get_request_for_media_type(serializer, direction)
        return schema, required or serializer in (OpenApiTypes.STR, OpenApiTypes.BINARY)

    def _traits(self, operation: dict[str, Any]) -> Traits:
        handler = getattr(self.view, self.method.lower())
        queried = [one for one in operation.get("parameters", []) if one["in"] == "query"]
        return Traits(
            method=self.method,
            names_a_row="{" in self.path or any(one.get("required") for one in queried),
            asks=bool(queried),
            pages=hasattr(handler, "orders"),
            tagged=getattr(handler, "tagged", False),
            takes_body="requestBody" in operation,
            takes_key=self.method == "POST",
            asks_mlflow=self.view.asks_mlflow and self.method != "GET",
            may_conflict=self.view.may_conflict,
        )

    def _success(self, answer: dict[str, Any], traits: Traits) -> dict[str, Any]:
        names = [
            *(["ETag"] if traits.tagged else []),
            *(["Link"] if traits.pages else []),
            *(["Idempotent-Replayed"] if traits.takes_key else []),
            *LIMITED,
        ]
        return {**answer, "headers": header(*names)}


def _asked(traits: Traits) -> list[str]:
    """The headers that mean something to the operation."""
    if traits.method == "GET":
        return ["If-None-Match"] if traits.tagged else []
    return ["If-Match", *(["Idempotency-Key"] if traits.takes_key else [])]
