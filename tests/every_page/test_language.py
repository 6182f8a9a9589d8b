"""Every text of every page can be said in another language."""

from collections.abc import Iterator, Mapping

import pytest

from tests.every_page import pseudo
from tests.every_page.conftest import STATES

pytestmark = pytest.mark.embedded


@pytest.fixture(scope="module")
def spoken() -> Iterator[None]:
    with pseudo.spoken():
        yield


@pytest.mark.parametrize(("name", "state", "at"), STATES)
def test_every_text_is_translated(grounds: Mapping, spoken: None, name, state, at):
    html = grounds[at.on].shown(name, at, pseudo.CODE)
    assert pseudo.BEGIN in html
    assert pseudo.untranslated(html, grounds[at.on].written) == []


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>⟦Said⟧</p>", []),
        ("<p>Said</p>", ["Said"]),
        ("<p>⟦Said of⟧ Ana, 4 May</p>", ["Ana, 4 May"]),
        ("<p>⟦Said of⟧ Dov, 4 ⟦May⟧</p>", []),
        ('<p title="Said">⟦It⟧</p>', ["Said"]),
        ("<p>⟦Said <b>loudly</b>⟧</p><code>said = 1</code>", []),
        ("<p>⟦Said⟧ twice</p>", ["twice"]),
    ],
)
def test_it_finds_what_is_not_translated(html, left):
    assert pseudo.untranslated(html, {"Dov"}) == left
