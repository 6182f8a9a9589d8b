"""Ways to say the same so that a judge may look past it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.workflows.mlflow.attacks import ARTIFACTS, Attack, Call, plainly

# An evasion gives the calls that it makes of an attack; none where there is nothing to evade by.
Evasion = Callable[[Attack], Iterator[Call]]


def _by_path(change: Callable[[str], str]) -> Evasion:
    def made(attack: Attack) -> Iterator[Call]:
        changed = replace(attack, path=change(attack.path))
        if changed.path != attack.path:
            yield plainly(changed)

    return made


def _by_body(change: Callable[[dict], Any]) -> Evasion:
    def made(attack: Attack) -> Iterator[Call]:
        if isinstance(attack.body, dict):
            for body in change(attack.body):
                if body != attack.body:
                    yield plainly(replace(attack, body=body))

    return made


def _by_headers(*headers: tuple[str, str]) -> Evasion:
    def made(attack: Attack) -> Iterator[Call]:
        yield plainly(replace(attack, headers=(*attack.headers, *headers)))

    return made


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _camelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(key): _camelled(one) for key, one in value.items()}
    return [_camelled(one) for one in value] if isinstance(value, list) else value


def _twice(body: dict) -> Iterator[dict]:
    """Each field in both spellings, first one harmless, then the other."""
    for key, value in body.items():
        if "_" in key:
            other = "0" if isinstance(value, str) else value
            yield {key: other, **{name: one for name, one in body.items() if name != key}} | {
                camel(key): value
            }
            yield {**body, camel(key): other}


def _again(body: dict) -> Iterator[bytes]:
    """A field twice in one object: the last counts."""
    for key in body:
        inner = json.dumps(body)[1:]
        yield f'{{"{key}": "0", {inner}'.encode()


def _changed(name: str, *values: Any) -> Callable[[dict], Iterator[dict]]:
    def made(body: dict) -> Iterator[dict]:
        for value in values if name in body else ():
            yield {**body, name: value(body[name]) if callable(value) else value}

    return made


def _encoded(body: dict, encoding: str) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode(encoding)


def _by_folder(attack: Attack) -> Iterator[Call]:
    """Artifact paths that mean the same folder, or would, were they not looked at closely."""
    if not attack.path.startswith(ARTIFACTS):
        return
    route = attack.route.removesuffix("{artifact_path:path}")
    inner = attack.path.removeprefix(route)
    first, _, rest = inner.partition("/")
    for path in (
        f"./{inner}",
        f"%2e/{inner}",
        f"x/../{inner}",
        f"x/%2e%2e/{inner}",
        f"x/%252e%252e/{inner}",
        f"x%2f..%2f{inner}",
        f"{first}//{rest}",
        f"{first}/./{rest}",
        f"{first}/%2e/{rest}",
        f"{first}%2f{rest}",
        f"{first}%252f{rest}",
        f"{first}%5c{rest}",
        f"workspaces/late-arrivals/{inner}",
        f"workspaces/no-shows/../late-arrivals/{inner}",
        f"workspaces/no-shows/{inner}",
        f"/{inner}",
        f"{inner}/",
        f"{inner}%00",
        f"{inner}%0a",
        f"{inner}#x",
        f"file:/{inner}",
        f"mlflow-artifacts:/{inner}",
    ):
        yield plainly(replace(attack, path=route + path))


def _methods(attack: Attack) -> Iterator[Call]:
    plain = plainly(attack)
    for method in ("HEAD", "OPTIONS", attack.method.lower()):
        yield replace(plain, method=method)
    names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")
    headers = (*plain.headers, *((name, attack.method) for name in names))
    for method in {"GET", "POST"} - {attack.method}:
        yield replace(plain, method=method, headers=headers)


def _unpacked(attack: Attack) -> Iterator[Call]:
    yield replace(plainly(attack), chunked=True)


# Refused before anybody is asked who they are: there is no such route.
NOWHERE: dict[str, Evasion] = {
    "a trailing slash": _by_path(lambda path: path if path.startswith(ARTIFACTS) else path + "/"),
    "a doubled slash": _by_path(lambda path: path.replace("/mlflow", "//mlflow")),
    "two slashes to begin with": _by_path(lambda path: "/" + path),
    "a dot segment": _by_path(lambda path: path.replace("/mlflow", "/./mlflow")),
    "two dots": _by_path(lambda path: path.replace("/mlflow", "/x/../mlflow")),
    "encoded dots": _by_path(lambda path: path.replace("/mlflow", "/x/%2e%2e/mlflow")),
    "letters encoded twice": _by_path(lambda path: path.replace("mlflow", "mlf%256cow")),
    "capitals": _by_path(lambda path: path.replace("mlflow", "MLflow")),
    "a semicolon": _by_path(lambda path: path.replace("/mlflow", ";x=1/mlflow")),
    "a backslash": _by_path(lambda path: path.replace("/mlflow", "%5cmlflow")),
    "a NUL": _by_path(lambda path: path if path.startswith(ARTIFACTS) else path + "%00"),
    "another version of the API": _by_path(lambda path: path.replace("/2.0/", "/2.1/")),
}
# Judged as the plain call is.
OTHERWISE: dict[str, Evasion] = {
    "plainly": lambda attack: iter([plainly(attack)]),
    "the twin": _by_path(lambda path: path.replace("/api/", "/ajax-api/")),
    "encoded letters": _by_path(lambda path: path.replace("mlflow", "%6D%6cflow")),
    "an encoded slash": _by_path(lambda path: path.replace("/mlflow/", "/mlflow%2F")),
    "another name in the query": lambda attack: iter(
        [
            plainly(
                replace(
                    attack, query=f"{attack.query}&run_id=0&name=x&version=9&alias=x".strip("&")
                )
            )
        ]
    ),
    "JSON in JSON": _by_body(lambda body: [json.dumps(body)]),
    "JSON in JSON in JSON": _by_body(lambda body: [json.dumps(json.dumps(body))]),
    "camelCase": _by_body(lambda body: [_camelled(body)]),
    "both spellings": _by_body(_twice),
    "a field twice": _by_body(_again),
    "UTF-16": _by_body(lambda body: [_encoded(body, "utf-16")]),
    "UTF-32 without a mark": _by_body(lambda body: [_encoded(body, "utf-32-le")]),
    "UTF-8 with a mark": _by_body(lambda body: [_encoded(body, "utf-8-sig")]),
    "another type": _by_headers(("Content-Type", "text/plain")),
    "chunks": _unpacked,
    "the workspace": _by_headers(("X-MLFLOW-WORKSPACE", "late-arrivals")),
    "another workspace": _by_headers(("X-MLFLOW-WORKSPACE", "no-shows")),
    "a workspace with a _": _by_headers(
        ("X_MLFLOW_WORKSPACE", "late-arrivals"), ("X-MLFLOW_WORKSPACE", "late-arrivals")
    ),
    "a proxy's headers": _by_headers(
        ("X-Original-URL", "/version"),
        ("X-Rewrite-URL", "/version"),
        ("X-Forwarded-Prefix", "/x"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-User", "ada"),
        ("X-Remote-User", "ada"),
        ("Forwarded", "for=127.0.0.1"),
    ),
    "a version in other words": _by_body(
        _changed("version", lambda v: f"0{v}", lambda v: f" {v}", lambda v: f"+{v}", int, "\uff11")
    ),
    "an alias in other words": _by_body(
        _changed("alias", str.upper, str.title, lambda one: f" {one} ", lambda one: f"{one}\t")
    ),
    "an experiment in other words": _by_body(
        _changed(
            "experiment_id",
            lambda e: f"0{e}",
            lambda e: f" {e}",
            lambda e: f"+{e}",
            lambda e: f"{e}_",
        )
    ),
    "a run in other words": _by_body(
        _changed("run_id", str.upper, lambda one: f" {one} ", lambda one: [one])
    ),
    "run_uuid": _by_body(
        lambda body: (
            [
                {**body, "run_uuid": body["run_id"]},
                {**body, "run_uuid": body["run_id"], "run_id": None},
            ]
            if "run_id" in body
            else []
        )
    ),
    "Production": _by_body(_changed("stage", "Production", "PRODUCTION", " production")),
    "another folder": _by_folder,
    "another method": _methods,
}
