"""One call after the other, each with what came back as plain JSON."""

from pathlib import Path
from typing import Any

from mlflow import MlflowClient

from tests.workflows.mlflow.same.values import content, plain

# What is told of an answer, where that isn't its fields.
_TOLD = {
    "create_experiment": lambda found: {"experiment_id": found},
    "download_artifacts": content,
}


class Asking:
    """`ask("get_run", run_id=…)` calls that method, keeps what it answers or refuses, and gives it."""

    def __init__(self, client: MlflowClient, folder: Path) -> None:
        self._client, self.folder = client, folder
        self.answers: list[dict[str, Any]] = []

    def __call__(self, method: str, /, **given: Any) -> Any:
        found, told = None, {}
        try:
            found = getattr(self._client, method)
            if callable(found):
                found = found(**given)
            told["answer"] = _TOLD.get(method, plain)(found)
        except Exception as refusal:  # noqa: BLE001 (whatever it is, it has to be the same)
            told["raised"] = {"type": type(refusal).__name__, "message": str(refusal)}
        self.answers.append({"method": method, "given": plain(given), **told})
        return found

    def file(self, name: str, content: str = "some text") -> str:
        """The path of a new file, in a folder that is thrown away."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return str(path)
