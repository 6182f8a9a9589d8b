"""Somebody's program that is written with the generated client and has a token of its own."""

from functools import partial
from http import HTTPStatus
from typing import Any

from tests.api.generated.making import Generated
from tests.api.generated.truth import untruths


class Caller:
    """`ana.get_me()`, `ana.post_votes(7, body=…)`: the operation's typed function, its parsed answer.

    Each answer has to be of a documented status and to be what its model declares. With
    `refused=409` it has to be that refusal, and the problem comes back.
    """

    def __init__(self, generated: Generated, url: str, secret: str, name: str) -> None:
        self.generated, self.name = generated, name
        self.client = generated.client(url, secret)

    def __getattr__(self, operation: str) -> Any:
        if operation not in self.generated.operations:
            raise AttributeError(operation)
        return partial(self.call, operation)

    def call(self, operation: str, *ids: int | str, refused: int | None = None, **given: Any):
        function = self.generated.operation(operation).sync_detailed
        answer = function(*ids, client=self.client, **given)
        said = f"{self.name} {operation}{ids}: {answer.status_code} {answer.content[:1000]!r}"
        if refused is None:
            assert 200 <= answer.status_code < 300, said
        else:
            assert answer.status_code == refused, said
            assert isinstance(answer.parsed, self.generated.models.Problem), said
        return self.believed(answer.status_code, answer.parsed, said)

    def believed(self, status: HTTPStatus, parsed: Any, said: str) -> Any:
        """What was parsed, if it is as the schema says."""
        assert (parsed is None) == (status == HTTPStatus.NO_CONTENT), said
        untrue = list(untruths(parsed, self.generated.models))
        assert not untrue, f"{said}\nnot as declared: {untrue}"
        return parsed

    def send(self, address: str, media: str, body: str | bytes, model: type) -> Any:
        """A body that the generated functions can't express, through the client's own httpx."""
        answer = self.client.get_httpx_client().post(
            f"/api/v1/{address}", content=body, headers={"Content-Type": media}
        )
        said = f"{self.name} {address}: {answer.status_code} {answer.text[:1000]}"
        assert answer.is_success, said
        return self.believed(HTTPStatus(answer.status_code), model.from_dict(answer.json()), said)
