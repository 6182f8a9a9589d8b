"""Every route of the MLflow server by what a call to it does; what isn't here is refused.

The table holds for the version of MLflow that requirements.txt pins: a test enumerates the
server's own routes and fails when one of them is missing here. Each route under /api/ stands for
its twin under /ajax-api/ too. A path counts only as written: a doubled or trailing slash, a dot
segment or an encoded slash matches nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a call does."""

    READ = "read"
    LOG = "log"
    PROMOTE = "promote"
    ALTER = "alter"
    DESTROY = "destroy"
    BYTES = "bytes"
    ADMINISTER = "administer"
    CLOSED = "closed"
    # Pages and files of MLflow's own interface, the same for everybody.
    FACE = "face"


WRITES = frozenset({Kind.LOG, Kind.PROMOTE, Kind.ALTER, Kind.DESTROY, Kind.BYTES})


@dataclass(frozen=True)
class Route:
    """One route: `names` are the objects that a call names, by the field that names them.

    Where they stand (body, query or path) is for workflows.gateway.asked; `act` tells calls apart
    that need more than their kind to be judged.
    """

    method: str
    path: str
    kind: Kind
    act: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


# version of the API, method, path below /mlflow/, kind, act
_READ_2 = """
GET experiments/get
GET experiments/get-by-name
GET experiments/search
POST experiments/search
POST experiments/search-datasets
GET runs/get
POST runs/search
GET artifacts/list
POST artifacts/presigned-download-url closed
GET metrics/get-history
GET metrics/get-history-bulk
GET metrics/get-history-bulk-interval
GET registered-models/get
GET registered-models/search
GET registered-models/alias
GET registered-models/get-latest-versions
POST registered-models/get-latest-versions
GET model-versions/get
GET model-versions/get-download-uri
GET model-versions/search
GET logged-models/{model_id}
POST logged-models/search
GET logged-models/{model_id}/artifacts/directories
GET logged-models/{model_id}/artifacts/files
GET traces
GET traces/{request_id}/info
GET get-trace-artifact
GET get-online-trace-details
GET unified-traces
"""

_WRITE_2 = """
POST experiments/create log experiment-create
POST experiments/update alter experiment
POST experiments/set-experiment-tag alter experiment-tag
POST experiments/delete-experiment-tag alter experiment-tag
POST experiments/restore alter experiment
POST experiments/delete destroy experiment
POST runs/create log run-create
POST runs/log-metric log run
POST runs/log-parameter log run
POST runs/log-batch log run
POST runs/log-model log run
POST runs/log-inputs log run-inputs
POST runs/outputs log run-outputs
POST runs/set-tag alter run
POST runs/update alter run-update
POST runs/restore alter run
POST runs/delete-tag alter run
POST runs/delete destroy run
POST upload-artifact bytes upload
POST artifacts/presigned-upload-url closed
POST runs/create-promptlab-run closed
POST logged-models log logged-create
PATCH logged-models/{model_id} alter logged
POST logged-models/{model_id}/params alter logged
PATCH logged-models/{model_id}/tags alter logged
DELETE logged-models/{model_id}/tags/{tag_key} alter logged
DELETE logged-models/{model_id} destroy logged
POST registered-models/create promote model-create
PATCH registered-models/update promote model
POST registered-models/rename promote model-rename
POST registered-models/set-tag promote model-tag
DELETE registered-models/delete-tag promote model-tag
DELETE registered-models/delete destroy model-delete
POST registered-models/alias promote alias-set
DELETE registered-models/alias promote alias-delete
POST model-versions/create promote version-create
PATCH model-versions/update promote version
POST model-versions/set-tag promote version-tag
DELETE model-versions/delete-tag promote version-tag
POST model-versions/transition-stage promote stage
DELETE model-versions/delete destroy version
POST traces log trace
PATCH traces/{request_id} log trace
PATCH traces/{request_id}/tags alter trace
DELETE traces/{request_id}/tags alter trace
POST traces/link-to-run log link
POST traces/link-prompts log trace
POST traces/delete-traces destroy trace
GET webhooks closed
POST webhooks closed
GET webhooks/{webhook_id} closed
PATCH webhooks/{webhook_id} closed
DELETE webhooks/{webhook_id} closed
POST webhooks/{webhook_id}/test closed
GET gateway-proxy closed no-endpoints
POST gateway-proxy closed
"""

_READ_3 = """
GET server-info face
GET get-trace-artifact
GET traces/batchGet
GET traces/get
GET traces/{trace_id}
GET traces/{trace_id}/assessments/{assessment_id}
POST traces/batchGetInfos
POST traces/search
POST traces/metrics
POST traces/calculate-filter-correlation
GET datasets/{dataset_id}
GET datasets/{dataset_id}/experiment-ids
GET datasets/{dataset_id}/records
GET datasets/search
POST datasets/search
"""

_WRITE_3 = """
POST traces log trace
POST traces/{trace_id}/assessments log trace
PATCH traces/{trace_id}/assessments/{assessment_id} alter trace
DELETE traces/{trace_id}/assessments/{assessment_id} alter trace
PATCH traces/{trace_id}/tags alter trace
DELETE traces/{trace_id}/tags alter trace
POST traces/delete-traces destroy trace
POST datasets/create log dataset
POST datasets/{dataset_id}/records log dataset
POST datasets/{dataset_id}/add-experiments log dataset
POST datasets/{dataset_id}/remove-experiments alter dataset
PATCH datasets/{dataset_id}/tags alter dataset
DELETE datasets/{dataset_id}/tags/{key} alter dataset
DELETE datasets/{dataset_id}/records destroy dataset
DELETE datasets/{dataset_id} destroy dataset
GET workspaces administer list
POST workspaces administer
GET workspaces/{workspace_name} administer get
PATCH workspaces/{workspace_name} administer
DELETE workspaces/{workspace_name} administer
"""

# Families that Pitwall doesn't govern: nothing of them is let through, whatever the method.
_CLOSED_3 = (
    "assistant",
    "demo",
    "gateway",
    "genai",
    "issues",
    "jobs",
    "label-schemas",
    "mcp-servers",
    "prompt-optimization",
    "review-queues",
    "scorer",
    "scorers",
    "skills",
    "ui-telemetry",
)

_ARTIFACTS = """
GET artifacts read
GET artifacts/{artifact_path:path} read
PUT artifacts/{artifact_path:path} bytes artifact
DELETE artifacts/{artifact_path:path} destroy artifact
POST mpu/create/{artifact_path:path} bytes artifact
POST mpu/complete/{artifact_path:path} bytes artifact
POST mpu/abort/{artifact_path:path} bytes artifact
GET presigned/{artifact_path:path} closed
"""

_OTHER = """
GET / face
GET /version face
GET /health face
GET /build/{filename:path} face
GET /static-files/{path:path} face
GET /get-artifact read
GET /model-versions/get-artifact read
GET /graphql read
POST /graphql read
POST /v1/traces log spans
POST /api/2.0mlflow/experiments/search-datasets read
POST /ajax-api/2.0mlflow/experiments/search-datasets read
"""

CLOSED_PREFIXES = (
    "/gateway/",
    "/ajax-api/3.0/jobs/",
    "/api/3.0/jobs/",
    *(
        f"/{api}/{version}/mlflow/{family}"
        for api in ("api", "ajax-api")
        for version in ("2.0", "3.0")
        for family in _CLOSED_3
    ),
)


def _rows(text: str, prefix: str = "", default: Kind = Kind.READ) -> Iterator[Route]:
    for line in text.strip().splitlines():
        method, path, *rest = line.split()
        kind = Kind(rest[0]) if rest else default
        yield Route(method, prefix + path, kind, rest[1] if len(rest) > 1 else "")


def _table() -> Iterator[Route]:
    for api in ("/api", "/ajax-api"):
        for text in (_READ_2, _WRITE_2):
            yield from _rows(text, f"{api}/2.0/mlflow/")
        for text in (_READ_3, _WRITE_3):
            yield from _rows(text, f"{api}/3.0/mlflow/")
        yield from _rows(_ARTIFACTS, f"{api}/2.0/mlflow-artifacts/")
    yield from _rows(_OTHER)


ROUTES: tuple[Route, ...] = tuple(_table())
_PART = re.compile(r"\{(\w+)(:path)?\}")


def _pattern(path: str) -> re.Pattern[str]:
    """A path with named parts as a pattern: a part is one segment, `:path` is the rest."""
    pieces, end = [], 0
    for found in _PART.finditer(path):
        pieces += [
            re.escape(path[end : found.start()]),
            f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})",
        ]
        end = found.end()
    return re.compile("".join((*pieces, re.escape(path[end:]))), re.DOTALL)


_FIXED = {(one.method, one.path): one for one in ROUTES if "{" not in one.path}
_WITH_PARTS = [(one, _pattern(one.path)) for one in ROUTES if "{" in one.path]


def is_closed(path: str) -> bool:
    """Whether the path belongs to a family that nobody is let into."""
    return any(
        path == prefix.rstrip("/") or path.startswith(prefix.rstrip("/") + "/")
        for prefix in CLOSED_PREFIXES
    )


def find(method: str, path: str) -> Route | None:
    """The route of a call with this decoded path, with the path's own values; None for none.

    HEAD is judged as GET is. No path of MLflow's holds a NUL, which no database takes, or an empty
    segment, for which its frameworks send the caller elsewhere.
    """
    if "\0" in path or "//" in path:
        return None
    method = "GET" if method == "HEAD" else method
    fixed = _FIXED.get((method, path))
    if fixed is not None:
        return fixed
    if is_closed(path):
        return Route(method, path, Kind.CLOSED)
    for route, pattern in _WITH_PARTS:
        if route.method == method and (found := pattern.fullmatch(path)):
            return Route(method, route.path, route.kind, route.act, found.groupdict())
    return None
