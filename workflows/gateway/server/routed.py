"""MLflow's proxied artifacts, each in the store of its workspace: one repository before several.

MLflow's server keeps one repository for all (handlers._artifact_repo, pinned version), and makes
another for each trace from the destination's address; here both go by the workspace in the path.
"""

import asyncio
import posixpath
import tempfile
from collections.abc import AsyncIterable, Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from mlflow.entities import FileInfo
from mlflow.entities.multipart_upload import CreateMultipartUploadResponse, MultipartUploadPart
from mlflow.exceptions import MlflowException, _UnsupportedMultipartUploadException
from mlflow.protos.databricks_pb2 import TEMPORARILY_UNAVAILABLE
from mlflow.server import handlers
from mlflow.store.artifact.artifact_repo import (
    ARTIFACT_STREAM_CHUNK_SIZE,
    ArtifactRepository,
    MultipartUploadMixin,
    StreamUploadMixin,
)
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from workflows.gateway.server.stores import NoStore, Stores


class Routed(ArtifactRepository, StreamUploadMixin):
    """Hands each call on to the repository of the destination that its path's workspace has."""

    def __init__(
        self, destination_of: Callable[[str | None], str], made: Mapping[str, ArtifactRepository]
    ) -> None:
        super().__init__("mlflow-artifacts:/")
        self._destination_of, self._made = destination_of, made

    def of(self, path: str | None) -> ArtifactRepository:
        """The repository that has this path. Raises MlflowException where there is none."""
        return self._made[destination(self._destination_of, path)]

    def log_artifact(self, local_file: str, artifact_path: str | None = None) -> None:
        self.of(artifact_path).log_artifact(local_file, artifact_path)

    def log_artifacts(self, local_dir: str, artifact_path: str | None = None) -> None:
        self.of(artifact_path).log_artifacts(local_dir, artifact_path)

    def list_artifacts(self, path: str | None = None) -> list[FileInfo]:
        return self.of(path).list_artifacts(path)

    def delete_artifacts(self, artifact_path: str | None = None) -> None:
        self.of(artifact_path).delete_artifacts(artifact_path)

    def get_local_path(self, artifact_path: str) -> str | None:
        return self.of(artifact_path).get_local_path(artifact_path)

    def download_artifacts(self, artifact_path: str, dst_path: str | None = None) -> str:
        return self.of(artifact_path).download_artifacts(artifact_path, dst_path)

    def _download_file(self, remote_file_path: str, local_path: str) -> None:
        self.of(remote_file_path)._download_file(remote_file_path, local_path)  # noqa: SLF001 (its own name for it)

    def log_artifact_from_stream(
        self, stream: BinaryIO, artifact_file_name: str, artifact_path: str | None = None
    ) -> None:
        there = self.of(artifact_path)
        if isinstance(there, StreamUploadMixin):
            there.log_artifact_from_stream(stream, artifact_file_name, artifact_path)
            return
        with tempfile.TemporaryDirectory() as folder:
            held = Path(folder) / artifact_file_name
            with held.open("wb") as file:
                while chunk := stream.read(ARTIFACT_STREAM_CHUNK_SIZE):
                    file.write(chunk)
            there.log_artifact(str(held), artifact_path)

    async def log_artifact_from_async_stream(
        self,
        chunks: AsyncIterable[bytes],
        artifact_file_name: str,
        artifact_path: str | None = None,
    ) -> None:
        there = self.of(artifact_path)
        if isinstance(there, StreamUploadMixin):
            await there.log_artifact_from_async_stream(chunks, artifact_file_name, artifact_path)
            return
        with tempfile.TemporaryDirectory() as folder:
            held = Path(folder) / artifact_file_name
            with held.open("wb") as file:
                async for chunk in chunks:
                    await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(there.log_artifact, str(held), artifact_path)


class RoutedInParts(Routed, MultipartUploadMixin):
    """The same where some store takes files in parts; of another, MLflow's refusal is given back,
    and its client sends the file whole.
    """

    def create_multipart_upload(
        self, local_file: str, num_parts: int = 1, artifact_path: str | None = None
    ) -> CreateMultipartUploadResponse:
        there = self._in_parts(artifact_path)
        return there.create_multipart_upload(local_file, num_parts, artifact_path)

    def complete_multipart_upload(
        self,
        local_file: str,
        upload_id: str,
        parts: list[MultipartUploadPart],
        artifact_path: str | None = None,
    ) -> None:
        there = self._in_parts(artifact_path)
        there.complete_multipart_upload(local_file, upload_id, parts, artifact_path)

    def abort_multipart_upload(
        self, local_file: str, upload_id: str, artifact_path: str | None = None
    ) -> None:
        self._in_parts(artifact_path).abort_multipart_upload(local_file, upload_id, artifact_path)

    def _in_parts(self, path: str | None) -> MultipartUploadMixin:
        there = self.of(path)
        if not isinstance(there, MultipartUploadMixin):
            raise _UnsupportedMultipartUploadException
        return there


def destination(of: Callable[[str | None], str], path: str | None) -> str:
    """The destination of a path. Raises MlflowException, as MLflow's server answers it."""
    try:
        return of(path)
    except NoStore as why:
        raise MlflowException(str(why), error_code=TEMPORARILY_UNAVAILABLE) from None


def route_by(stores: Stores) -> None:
    """Have MLflow's server, in this process, keep artifacts where these stores say."""
    made = {one: get_artifact_repository(one) for one in stores.destinations}
    in_parts = any(isinstance(one, MultipartUploadMixin) for one in made.values())
    kind = RoutedInParts if in_parts else Routed
    handlers._artifact_repo = kind(stores.destination, made)  # noqa: SLF001
    plain: Callable[[str], Any] = handlers._get_trace_repo_from_uri  # noqa: SLF001

    def of_trace(artifact_uri: str) -> Any:
        if not handlers._is_servable_proxied_run_artifact_root(artifact_uri):  # noqa: SLF001
            return plain(artifact_uri)
        path = handlers._get_proxied_run_artifact_destination_path(artifact_uri)  # noqa: SLF001
        root = destination(stores.destination, path)
        return get_artifact_repository(posixpath.join(root, path))

    handlers._get_trace_repo_from_uri = of_trace  # noqa: SLF001
