"""Two use cases whose artifacts lie in two places: each byte is where its use case's residency has it."""

from pathlib import Path

import pytest

from tests.workflows.mlflow.nominated import trace_body
from workflows.mlflow.workspaces import name_for

pytestmark = pytest.mark.slow_parts
ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts"


class Side:
    """One of the use cases, with a run, and the folder in which its artifacts have to lie."""

    def __init__(self, guarded, use_case, root: Path) -> None:
        self.guarded, self.key = guarded, guarded.key("sam", use_case)
        self.workspace = name_for(use_case.slug)
        self.root = root / "workspaces" / self.workspace
        self.experiment = guarded.experiment(key=self.key)
        self.run = guarded.run(key=self.key)
        self.folder = f"{self.experiment}/{self.run}/artifacts"

    def call(self, method: str, path: str, body=None, **given):
        return self.guarded.call(method, path, body, key=self.key, **given)

    def upload(self, path: str, content: bytes) -> None:
        sent = self.call("PUT", f"{ARTIFACTS}/{path}", content=content)
        assert sent.status_code == 200, sent.text

    def lying(self) -> dict[str, bytes]:
        """What lies in the folder, by its path there."""
        found = [one for one in self.root.rglob("*") if one.is_file()]
        return {one.relative_to(self.root).as_posix(): one.read_bytes() for one in found}


@pytest.fixture(scope="module")
def sides(guarded) -> tuple[Side, Side]:
    inside = guarded.make.use_case("Kept inside")
    guarded.cast.join(inside.scope, "sam")
    guarded.bind(inside, artifacts_place=guarded.make.place("archive-hall"))
    default = guarded.home / "mlflow" / "artifacts"
    return Side(guarded, guarded.use_case, default), Side(guarded, inside, guarded.archive)


def test_bytes_land_in_the_store_of_their_use_case_and_in_no_other(sides):
    for one in sides:
        one.upload(f"{one.folder}/whose.txt", one.workspace.encode())
    for one in sides:
        assert one.lying()[f"{one.folder}/whose.txt"] == one.workspace.encode()
    default, archive = sides
    elsewhere = default.root.parent / archive.workspace
    assert not elsewhere.exists()
    assert not (archive.root.parent / default.workspace).exists()


def test_they_are_read_and_listed_from_there(sides):
    for one in sides:
        one.upload(f"{one.folder}/plots/roc.txt", one.workspace.encode())
        got = one.call("GET", f"{ARTIFACTS}/{one.folder}/plots/roc.txt")
        assert got.content == one.workspace.encode()
        for path in ("/get-artifact", "/api/2.0/mlflow/artifacts/list"):
            asked = {"run_id": one.run, "path": "plots/roc.txt" if "get" in path else "plots"}
            assert one.call("GET", path, params=asked).status_code == 200
        listed = one.call("GET", ARTIFACTS, params={"path": f"{one.folder}/plots"}).json()
        assert [file["path"] for file in listed["files"]] == ["roc.txt"]


def test_they_are_deleted_there(sides):
    _, archive = sides
    path = f"{archive.folder}/gone.txt"
    archive.upload(path, b"x")
    assert archive.call("DELETE", f"{ARTIFACTS}/{path}").status_code == 200
    assert path not in archive.lying()
    assert archive.call("GET", f"{ARTIFACTS}/{path}").status_code == 404


def test_mlflows_page_uploads_there(sides):
    _, archive = sides
    asked = {"run_uuid": archive.run, "path": "note/page.txt"}
    sent = archive.call("POST", "/ajax-api/2.0/mlflow/upload-artifact", params=asked, content=b"hm")
    assert sent.status_code == 200, sent.text
    assert archive.lying()[f"{archive.folder}/note/page.txt"] == b"hm"


def test_a_large_file_comes_as_it_is(sides):
    _, archive = sides
    content = bytes(range(256)) * 65536  # 16 MiB
    archive.upload(f"{archive.folder}/large.bin", content)
    assert archive.lying()[f"{archive.folder}/large.bin"] == content
    assert archive.call("GET", f"{ARTIFACTS}/{archive.folder}/large.bin").content == content


def test_a_traces_data_is_read_from_there(sides):
    _, archive = sides
    trace = "tr-" + "0a" * 16
    made = archive.call("POST", "/api/3.0/mlflow/traces", trace_body(trace, archive.experiment))
    assert made.status_code == 200, made.text
    path = f"{archive.experiment}/traces/{trace}/artifacts/traces.json"
    archive.upload(path, b'{"spans": []}')
    assert path in archive.lying()
    asked = {"request_id": trace}
    got = archive.call("GET", "/ajax-api/2.0/mlflow/get-trace-artifact", params=asked)
    assert got.status_code == 200, got.text
    assert got.json() == {"spans": []}


def test_a_store_that_takes_no_parts_says_so_as_mlflow_does(sides):
    """MLflow's client sends the file whole then."""
    for one in sides:
        body = {"path": "large.bin", "num_parts": 2}
        said = one.call("POST", f"/api/2.0/mlflow-artifacts/mpu/create/{one.folder}", body)
        assert said.status_code == 501, said.text
        assert said.json()["error_code"] == "NOT_IMPLEMENTED"


def test_nobody_reaches_the_others_store_by_its_path(sides):
    default, archive = sides
    archive.upload(f"{archive.folder}/secret.txt", b"secret")
    path = f"workspaces/{archive.workspace}/{archive.folder}/secret.txt"
    assert b"secret" not in default.call("GET", f"{ARTIFACTS}/{path}").content
    assert default.call("PUT", f"{ARTIFACTS}/{path}", content=b"x").status_code == 400
    assert archive.lying()[f"{archive.folder}/secret.txt"] == b"secret"
