"""Files in parts, and as they come, go to the store of their workspace, as far as that store does it."""

import asyncio
import io
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow_parts


@pytest.fixture(scope="module")
def mlflow_parts():
    """MLflow's own classes: importing them takes seconds."""
    from mlflow.store.artifact import artifact_repo

    return artifact_repo


@pytest.fixture
def whole(mlflow_parts):
    """A store that takes files one by one, such as HDFS."""

    class Whole(mlflow_parts.ArtifactRepository):
        def __init__(self):
            super().__init__("whole:/")
            self.kept: dict[str, bytes] = {}

        def log_artifact(self, local_file, artifact_path=None):
            name = f"{artifact_path}/{Path(local_file).name}"
            self.kept[name] = Path(local_file).read_bytes()

        def log_artifacts(self, local_dir, artifact_path=None):
            raise AssertionError

        def list_artifacts(self, path=None):
            return []

    return Whole()


@pytest.fixture
def parted(mlflow_parts):
    """A store that takes files in parts, such as S3."""

    class Parted(mlflow_parts.ArtifactRepository, mlflow_parts.MultipartUploadMixin):
        def __init__(self):
            super().__init__("parted:/")
            self.asked: list[tuple] = []

        def log_artifact(self, local_file, artifact_path=None):
            raise AssertionError

        log_artifacts = list_artifacts = log_artifact

        def create_multipart_upload(self, local_file, num_parts=1, artifact_path=None):
            self.asked.append(("create", local_file, num_parts, artifact_path))
            return "upload-1"

        def complete_multipart_upload(self, local_file, upload_id, parts, artifact_path=None):
            self.asked.append(("complete", local_file, upload_id, parts, artifact_path))

        def abort_multipart_upload(self, local_file, upload_id, artifact_path=None):
            self.asked.append(("abort", local_file, upload_id, artifact_path))

    return Parted()


@pytest.fixture
def routed(whole, parted):
    """Of the workspace `a` the first, of `b` the second."""
    from workflows.gateway.server.routed import RoutedInParts

    made = {"workspaces/a": whole, "workspaces/b": parted}
    return RoutedInParts(lambda path: "/".join(path.split("/")[:2]), made)


def test_parts_go_to_the_store_of_their_workspace(routed, parted):
    at = "workspaces/b/1/r/artifacts"
    assert routed.create_multipart_upload("m.bin", 3, at) == "upload-1"
    routed.complete_multipart_upload("m.bin", "upload-1", ["p"], at)
    routed.abort_multipart_upload("m.bin", "upload-2", at)
    assert parted.asked == [
        ("create", "m.bin", 3, at),
        ("complete", "m.bin", "upload-1", ["p"], at),
        ("abort", "m.bin", "upload-2", at),
    ]


def test_a_store_that_takes_no_parts_says_so(routed):
    from mlflow.exceptions import MlflowException

    for ask in (routed.create_multipart_upload, routed.abort_multipart_upload):
        with pytest.raises(MlflowException) as told:
            ask("m.bin", 1, "workspaces/a/1")
        assert told.value.get_http_status_code() == 501


def test_a_file_that_comes_bit_by_bit_is_handed_on_whole_where_it_has_to_be(routed, whole):
    async def bits():
        for bit in (b"ab", b"cd"):
            yield bit

    asyncio.run(routed.log_artifact_from_async_stream(bits(), "x.txt", "workspaces/a/1"))
    routed.log_artifact_from_stream(io.BytesIO(b"efgh"), "y.txt", "workspaces/a/1")
    assert whole.kept == {"workspaces/a/1/x.txt": b"abcd", "workspaces/a/1/y.txt": b"efgh"}


def test_what_has_no_store_is_told_so_in_mlflows_words(whole):
    from mlflow.exceptions import MlflowException

    from workflows.gateway.server.routed import Routed
    from workflows.gateway.server.stores import Stores

    routed = Routed(Stores("whole:/", {}).destination, {"whole:/": whole})
    with pytest.raises(MlflowException) as told:
        routed.list_artifacts("workspaces/nobodys/1")
    assert told.value.error_code == "TEMPORARILY_UNAVAILABLE"
    assert told.value.get_http_status_code() == 503
