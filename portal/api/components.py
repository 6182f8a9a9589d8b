"""What operations of the OpenAPI document share: headers, parameters, and answers to what is refused."""

from typing import Any

from governance.problems import KINDS, of_status
from portal.api.problems import CONTENT_TYPE, told

STATUSES = (304, *sorted({kind.status for kind in KINDS.values()}))
LIMITED = ("RateLimit", "RateLimit-Policy")


def _text(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


HEADERS = {
    "ETag": _text("what the answer's content is known by", '"5f0c…"'),
    "Link": _text("the next page of a list, where there is one", '<https://…>; rel="next"'),
    "Idempotent-Replayed": _text("true where the answer is that of the first such call", "true"),
    "Retry-After": _text("seconds to wait", "10"),
    "RateLimit": _text(
        "what is left of the limit (r) and for how long (t)", '"account";r=2999;t=42'
    ),
    "RateLimit-Policy": _text("calls (q) in a span of seconds (w)", '"account";q=3000;w=60'),
}
PARAMETERS = {
    "Idempotency-Key": "1 to 255 visible characters: with the same key the same call is done once",
    "If-Match": "an ETag: done only while what is edited is still as that said",
    "If-None-Match": "an ETag: answered with 304 where nothing has changed since",
}


def header(*names: str) -> dict[str, Any]:
    """These headers of an answer, as references."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def refusal(status: int) -> dict[str, str]:
    return {"$ref": f"#/components/responses/Answer{status}"}


def append(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """A hook of drf-spectacular: the document with all that is referred to above."""
    components = result.setdefault("components", {})
    components["headers"] = HEADERS
    components["parameters"] = {
        name: {"name": name, "in": "header", "schema": {"type": "string"}, "description": says}
        for name, says in PARAMETERS.items()
    }
    components["responses"] = {f"Answer{status}": _answer(status) for status in STATUSES}
    return result


def _answer(status: int) -> dict[str, Any]:
    if status == 304:
        return {"description": "Nothing has changed.", "headers": header("ETag", *LIMITED)}
    kinds = [kind for kind in KINDS.values() if kind.status == status]
    waits = ("Retry-After",) if status in {409, 429, 503} else ()
    return {
        "description": " ".join(f"{kind.title} (`{kind.slug}`)." for kind in kinds),
        "headers": header(*waits, *LIMITED),
        "content": {
            CONTENT_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": told(of_status(status)),
            }
        },
    }
