"""Reading what a template rendered: elements, attributes, text."""

from __future__ import annotations

from html.parser import HTMLParser

from django.template import Context, engines

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)> & {{ x }}"""


class Markup(HTMLParser):
    """The elements of a fragment in order, and all its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def values(self, attribute: str) -> list[str]:
        found = (attributes.get(attribute) for _, attributes in self.elements)
        return [value for value in found if value is not None]

    def unsafe(self) -> list[tuple[str, str]]:
        """Attributes that a strict content security policy refuses, and script addresses."""
        return [
            (tag, name)
            for tag, attributes in self.elements
            for name, value in attributes.items()
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:")
        ]


def render(source: str, **context: object) -> str:
    """A template's source rendered with the tags that every page has."""
    template = engines["django"].engine.from_string(source)
    return template.render(Context(context))


def read(source: str, **context: object) -> Markup:
    """The same, parsed."""
    return Markup(render(source, **context))
