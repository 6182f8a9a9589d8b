"""The JSON Schema that lies in an archive: of each table's rows, of the record and the manifest."""

from typing import Any

from governance.api import shapes
from workflows.exports.tables import TABLES

FORMAT = "pitwall-export-1"
TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def whole() -> dict[str, Any]:
    """The document; a file's `schema` in the manifest is a pointer into it."""
    rows = {table.name: shapes.of(table.out()) for table in TABLES}
    return {"$schema": shapes.DIALECT, "$defs": {**rows, "ledger": LEDGER, "manifest": MANIFEST}}


def pointer(name: str) -> str:
    return f"schema.json#/$defs/{name}"


def _object(optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties.keys() - set(optional)),
        "additionalProperties": False,
    }


# Lines as governance/standalone/verify.py reads them: first the head, then an entry each.
LEDGER = {
    "anyOf": [
        _object(
            format={"const": "pitwall-ledger-1"},
            whole={"const": False},
            scope=TEXT,
            public_key=TEXT,
            checkpoint=TEXT,
        ),
        _object(seq=COUNT, body=TEXT, proof={"type": "array", "items": SHA256}),
    ]
}
MANIFEST = _object(
    format={"const": FORMAT},
    use_case=TEXT,
    made_at={"type": "string", "format": "date-time"},
    job=COUNT,
    public_key=TEXT,
    checkpoint=_object(size=COUNT, root=SHA256),
    missing={"type": "array", "items": SHA256, "description": "attachments without their bytes"},
    files={
        "type": "array",
        "items": _object(
            ("rows", "schema"), path=TEXT, sha256=SHA256, size=COUNT, rows=COUNT, schema=TEXT
        ),
    },
)
