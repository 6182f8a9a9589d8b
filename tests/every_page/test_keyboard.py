"""Tab reaches whatever can be used on a page, in the order in which it is read, and shows where it is."""

import pytest

from tests.every_page import keyboard
from tests.every_page.table import PAGES
from tests.every_page.test_axe import UNFOLD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow_parts,
    pytest.mark.timeout(300),
]


@pytest.mark.parametrize("name", PAGES)
def test_tab_reaches_everything_in_order_and_visibly(look, name):
    tab = look(name, PAGES[name].first)
    tab.evaluate(UNFOLD)
    found = keyboard.walk(tab)
    left_out = [one for n, one in enumerate(found.expected) if n not in found.visited]
    assert left_out == []
    assert found.visited == sorted(found.visited), "not in the order of the page"
    assert found.unmarked == []
    assert found.outside == []


def test_the_first_stop_skips_to_the_content(look):
    tab = look("desk", PAGES["desk"].first)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to content"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().width") > 20
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("Boolean(document.activeElement.closest('main'))")


def test_what_is_folded_away_opens_by_enter(look):
    tab = look("gate", PAGES["gate"].first)
    folded = tab.locator("main details:not([open]) > summary").first.element_handle()
    folded.focus()
    tab.keyboard.press("Enter")
    assert folded.evaluate("(one) => one.parentElement.open")


def test_the_menu_opens_by_enter_and_closes_by_escape(look):
    tab = look("desk", PAGES["desk"].first)
    menu = tab.locator("details[data-menu]")
    menu.locator("summary").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert menu.evaluate("(one) => one.open && one.contains(document.activeElement)")
    tab.keyboard.press("Escape")
    assert not menu.evaluate("(one) => one.open")
