"""Which style sheets there are, in the order in which the layers and files apply."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "static" / "pitwall" / "css"
FIRST = ("tokens.css", "base.css", "layout.css")
JOINED = "pitwall/pitwall.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# White space beside a brace, a semicolon or a comma means nothing in CSS, nor after a property's colon.
_BETWEEN = re.compile(r"\s*([{};,])\s*")
_COLON = re.compile(r"(?<=[{;])([\w-]+):\s+")


def sheets() -> list[str]:
    """Names of the sheets as static files, the one that declares the layers first."""
    components = sorted(path.name for path in (FOLDER / "components").glob("*.css"))
    names = [*FIRST, *(f"components/{name}" for name in components)]
    return [f"pitwall/css/{name}" for name in names]


def joined() -> str:
    """All sheets in one, in their order: one request, and one dictionary to compress by.

    Comments, white space between declarations and empty lines are for people who read the sheets singly.
    """
    texts = ((FOLDER.parents[1] / name).read_text(encoding="utf-8") for name in sheets())
    lines = (line.strip() for text in texts for line in _COMMENT.sub("", text).splitlines())
    first, _, rest = "\n".join(filter(None, lines)).partition("\n")
    tight = _COLON.sub(r"\1:", _BETWEEN.sub(r"\1", rest).replace(";}", "}"))
    return f"{first}\n{tight}\n"
