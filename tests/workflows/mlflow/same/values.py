"""What the client answers, as plain JSON."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pandas as pd
from mlflow.entities._mlflow_object import _MlflowObject
from mlflow.store.entities.paged_list import PagedList


def plain(value: Any) -> Any:
    """Objects by their fields."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, PagedList):
        return {"items": [plain(one) for one in value], "is_last": not value.token}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, pd.DataFrame):
        return value.to_dict("list")
    if isinstance(value, Sequence | Set):
        return [plain(one) for one in value]
    return plain(_fields(value))


def _fields(value: Any) -> Mapping[str, Any]:
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, _MlflowObject):
        return dict(value)
    if type(value).__module__.partition(".")[0] == "mlflow":
        return {name: one for name, one in vars(value).items() if not callable(one)}
    return {"type": type(value).__name__}


def content(downloaded: str) -> Any:
    """What a file says, or which files a folder holds, with their sizes."""
    path = Path(downloaded)
    if path.is_dir():
        return {str(one.relative_to(path)): one.stat().st_size for one in sorted(path.rglob("*"))}
    return path.read_text()
