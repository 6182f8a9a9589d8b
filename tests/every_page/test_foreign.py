"""Pages that others draw keep to the policy in docs/pages.md: watched like ours, axe with a list."""

import pytest

from tests.every_page import axe
from tests.every_page.foreign import API_DOCS, CONSOLE, FOREIGN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow_parts,
    pytest.mark.timeout(300),
]


@pytest.fixture
def open_(new_context, full_premises):
    """The page, and the policy that it was sent with."""

    def open_page(name: str):
        page = FOREIGN[name]
        context = new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([full_premises.cookie(page.who)])
        tab = context.new_page()
        answer = tab.goto(full_premises.url + page.path(name, full_premises.facts))
        assert answer.status == 200
        return tab, answer.headers["content-security-policy"]

    return open_page


@pytest.mark.parametrize("name", CONSOLE)
def test_the_console_breaks_only_the_rules_that_are_listed(open_, name):
    tab, policy = open_(name)
    assert "unsafe" not in policy
    assert broken(tab) == FOREIGN[name].known


@pytest.mark.parametrize("name", API_DOCS)
def test_the_documentation_of_the_api_is_drawn_under_the_same_policy(open_, name):
    tab, policy = open_(name)
    assert "unsafe" not in policy
    tab.get_by_role("heading", name="Pitwall").first.wait_for()
    tab.locator(".opblock").first.wait_for()
    assert broken(tab) == FOREIGN[name].known


def broken(tab) -> set[str]:
    return {one.partition(":")[0] for one in axe.violations(tab, axe.EVERYTHING)}
