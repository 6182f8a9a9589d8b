"""Where no script runs, one still signs in, reads what is asked, and decides."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import acts
from tests.grounds.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow_parts, pytest.mark.timeout(300)]


@pytest.fixture
def page(new_context) -> Page:
    return new_context(java_script_enabled=False).new_page()


def test_reading_and_deciding_need_no_script(quorum, page):
    ivo = Person("ivo", page, quorum.url).sign_in()
    ivo.sees("Release gate")
    ivo.main.get_by_role("link", name=re.compile("vote|review", re.IGNORECASE)).first.click()
    ivo.sees("Checks")
    ivo.press("Cast my vote")
    ivo.sees("a decision is never preselected")
    ivo.choose(re.compile("^Ask for changes"))
    ivo.press("Cast my vote")
    ivo.sees("reason")
    ivo.choose(acts.APPROVE)
    ivo.fill({"Reason": "The hall has the room."})
    ivo.press("Cast my vote")
    ivo.sees("Your vote is taken")
    ivo.sees("The hall has the room.")


def test_filters_and_folds_work_without_a_script(quorum, page):
    ana = Person("ana", page, quorum.url).sign_in()
    ana.open_case("Late arrivals")
    ana.tab("History")
    ana.page.get_by_role("searchbox", name="Search the record").fill("ivo")
    ana.press("Search")
    expect(ana.main.get_by_role("row").filter(has_text="Ivo").first).to_be_visible()
    ana.tab("Discussion")
    ana.unfold("Add something to do")
    ana.fill({"What is to be done": "Call the tower"})
    ana.press("Add it")
    ana.sees("Call the tower")
