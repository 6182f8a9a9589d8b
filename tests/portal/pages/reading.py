"""What a page says, as a person reads it: its words without the markup."""

import html
import re

SKIPPED = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def words(response) -> str:
    """All text of a page, its white space squeezed."""
    text = html.unescape(TAG.sub(" ", SKIPPED.sub(" ", response.content.decode())))
    squeezed = " ".join(text.split())
    return re.sub(r" ([.,;:?!)])", r"\1", squeezed)


def hidden(response, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', response.content.decode())
    assert found, f"no hidden {name}"
    return found[1]
