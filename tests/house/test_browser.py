"""The browser's fixture, on the one page that needs nobody signed in."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow_parts]


def test_a_browser_opens_a_page_without_a_refused_style_or_script(live_stack, page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    live_stack.start("web")
    page.goto(f"{live_stack.web_url}/starting/")
    assert page.get_by_role("heading", level=1).inner_text() == "Pitwall is running"
    assert complaints == []
