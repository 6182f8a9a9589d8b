"""axe finds nothing on any page, in no state of it, light and dark, wide and narrow."""

import pytest

from tests.every_page import axe
from tests.every_page.conftest import STATES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow_parts,
    pytest.mark.timeout(120),
]

# What is folded away is looked at too; menus would lie over the page.
UNFOLD = (
    "document.querySelectorAll('details:not([data-menu])').forEach((one) => { one.open = true; })"
)
EMPTY = """() => {
  const form = document.querySelector('main form[method=post]:has(.field)');
  for (const one of form.querySelectorAll('input, select, textarea')) {
    if (['checkbox', 'radio'].includes(one.type)) one.checked = false;
    else if (one.type !== 'hidden') one.value = '';
  }
  form.noValidate = true;
  form.querySelector('button:not([type=button])').click();
}"""
ANSWERS = {"full": {200}, "empty": {200}, "refused": {200, 403, 404}, "faulty": {200}}


@pytest.mark.parametrize(("name", "state", "at"), STATES)
def test_axe_finds_nothing(look, name, state, at):
    tab = look(name, at)
    assert tab.status in ANSWERS[state.partition("-")[0]]
    if state == "faulty":
        with tab.expect_navigation():
            tab.evaluate(EMPTY)
        assert tab.locator(".error, [role=alert]").count(), "the form says nothing of its faults"
    tab.evaluate(UNFOLD)
    found = axe.seen_everywhere(tab)
    assert not found, "\n".join(f"{one}\n  " + "\n  ".join(what) for one, what in found.items())
