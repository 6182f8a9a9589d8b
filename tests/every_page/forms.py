"""The forms of a page as a browser would send them: where to, and with what in each field."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# What has to be pressed to be sent; what it says is sent here all the same.
PRESSED = {"submit", "button"}
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Form:
    """`fields` is what each field holds now, `files` are those that take a file."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def hold(self, name: str, value: str | None = None) -> None:
        """The field is there; with a value it holds it."""
        held = self.fields.setdefault(name, [])
        if value is not None:
            held.append(value)


def forms(html: str, address: str) -> list[Form]:
    """Those that a page at this address has sent by POST, by htmx too."""
    return _Reader(html, address).found


class _Reader(HTMLParser):
    def __init__(self, html: str, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.found = address, []
        self._form: Form | None = None
        self._named: dict[str, Form] = {}
        self._area = self._select = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(given)
        elif tag == "option" and self._select and "selected" in given:
            self._hold(given, self._select, given.get("value"))
        elif tag in {"input", "textarea", "select", "button"}:
            self._field(tag, given)

    def _begin(self, given: dict[str, str]) -> None:
        posts = given.get("hx-post", "")
        self._form = Form(posts or given.get("action", "") or self.address)
        if posts or given.get("method", "").lower() == "post":
            self.found.append(self._form)
        if "id" in given:
            self._named[given["id"]] = self._form

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or name == TOKEN:
            return
        ticked = kind not in {"checkbox", "radio"} or "checked" in given
        if kind == "file" and (form := self._of(given)):
            form.files.add(name)
        elif tag == "textarea":
            self._area = name
            self._hold(given, name)
        elif tag == "select":
            self._select = name
            self._hold(given, name)
        elif tag == "button" or kind in PRESSED:
            self._hold(given, name, given.get("value", ""))
        else:
            self._hold(given, name, given.get("value", "") if ticked else None)

    def _hold(self, given: dict[str, str], name: str, value: str | None = None) -> None:
        if form := self._of(given):
            form.hold(name, value)

    def _of(self, given: dict[str, str]) -> Form | None:
        return self._named.get(given["form"]) if "form" in given else self._form

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[self._area] = [data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
