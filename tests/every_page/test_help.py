"""Where a heading uses a term, the page has help for it: a “?” that says what it means."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from portal.components.glossary import GLOSSARY
from tests.every_page.conftest import STATES

pytestmark = pytest.mark.embedded

# A term as headings write it, and the help that says what it means; one of several is enough.
TERMS: Mapping[str, tuple[str, ...]] = {
    r"applications?\b": ("application",),
    r"briefs?\b": ("brief",),
    r"checks?\b": ("check",),
    r"claims?\b": ("claimed",),
    r"clearance\b": ("clearance",),
    r"contracts?\b": ("contract",),
    r"curves\b": ("curves",),
    r"cycles?\b": ("cycle", "gate", "pins", "target"),
    r"data plans?\b": ("data_plan",),
    r"data sources?\b": ("source",),
    r"dataset versions?\b": ("dataset",),
    r"drift\b": ("drift",),
    r"environments?\b": ("environment", "wall"),
    r"feedback\b": ("feedback",),
    r"findings?\b": ("finding",),
    r"frameworks?\b": ("framework",),
    r"gates?\b": ("gate", "cycle"),
    r"measured\b": ("measured", "claimed"),
    r"nominate": ("nominated",),
    r"objectives?\b": ("objective", "champion"),
    r"pinned\b": ("pins",),
    r"platform plans?\b": ("platform_plan",),
    r"polic(y|ies)\b": ("policy",),
    r"releases?\b": ("release", "target"),
    r"rounds?\b": ("round",),
    r"runs?\b": ("run", "claimed", "curves"),
    r"targets?\b": ("target",),
    r"tier\b": ("tier",),
    r"tokens?\b": ("token",),
    r"votes?\b": ("vote",),
    r"waivers?\b": ("waiver",),
    r"windows?\b": ("window",),
}
# What isn't there yet, the next act and a check that says itself what it asks: they lead to where the
# term is explained.
LEADING_ON = {"empty", "act", "checks"}
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "use"}
SEEN = [one for one in STATES if str(one.values[1]).startswith(("full", "empty"))]
# Its headings are kinds of things found, each a link to a page that explains it.
SEEN = [one for one in SEEN if one.values[0] != "search"]


class Headings(HTMLParser):
    """The headings below a page's own name, and the help that there is."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.within = ""
        self.open: list[tuple[str, bool]] = []
        self.helped = False
        self.help: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag not in VOID:
            self.open.append((tag, not LEADING_ON.isdisjoint(classes)))
        if tag in ("h2", "h3") and not any(leads_on for _, leads_on in self.open):
            self.within = tag
            self.headings.append("")
        if tag == "span" and dict(attrs).get("class") == "meaning":
            self.helped = True

    def handle_endtag(self, tag: str) -> None:
        while any(one == tag for one, _ in self.open) and self.open.pop()[0] != tag:
            pass
        if tag == self.within:
            self.within = ""
        if tag == "span":
            self.helped = False

    def handle_data(self, data: str) -> None:
        if self.within:
            self.headings[-1] += data
        if self.helped:
            self.help.add(data)


def unexplained(html: str, data: set[str]) -> list[str]:
    """Terms in headings for which the page has no help."""
    page = Headings()
    page.feed(html)
    headings = [one for one in page.headings if one.strip() not in data]
    return [
        f"{found.group()} in “{heading.strip()}”"
        for heading in headings
        for term, keys in TERMS.items()
        if (found := re.search(rf"\b{term}", heading, re.IGNORECASE))
        and not {str(GLOSSARY[key][1]) for key in keys} & page.help
    ]


@pytest.mark.parametrize(("name", "state", "at"), SEEN)
def test_terms_in_headings_are_explained(grounds: Mapping, name, state, at):
    ground = grounds[at.on]
    assert unexplained(ground.shown(name, at), ground.written) == []


def test_it_finds_a_term_without_help():
    assert unexplained("<h2>The findings</h2>", set())
    meaning = GLOSSARY["finding"][1]
    said = f'<h2>The findings</h2><span class="meaning">{meaning}</span>'
    assert unexplained(said, set()) == []
