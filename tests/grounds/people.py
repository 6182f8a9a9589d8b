"""Somebody at a browser of their own: signed in at the door, and from then on clicks and keys alone."""

import re
from collections.abc import Callable, Mapping

from playwright.sync_api import Download, FilePayload, Locator, Page, expect

PASSWORD = "round-the-loop"
# Whatever the runner does of its own is done by then, on a machine that has other things to do.
PATIENCE = 90_000
Words = str | re.Pattern[str]


def part(words: str) -> re.Pattern[str]:
    """These words anywhere, in any case: pages may say more around them."""
    return re.compile(re.escape(words), re.IGNORECASE)


def whole(words: str) -> re.Pattern[str]:
    """These words and nothing else but the “optional” of a label and the count of a tab."""
    return re.compile(rf"^\s*{re.escape(words)}\s*(optional|\d+)?\s*$", re.IGNORECASE)


class Person:
    """`ana.press("Found it")`; every method is something that a person does, or sees."""

    def __init__(self, name: str, page: Page, url: str) -> None:
        self.name, self.page, self.url = name, page, url
        self.case = ""

    def sign_in(self) -> "Person":
        """The one address that is typed; what follows is clicked."""
        self.page.goto(f"{self.url}/accounts/login/")
        self.fill({"User name": self.name, "Password": PASSWORD})
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("navigation", name="Main")).to_be_visible()
        return self

    def in_another_tab(self) -> "Person":
        """The same person and session on a page of their own that shows the same."""
        address = self.page.url
        other = Person(self.name, self.page.context.new_page(), self.url)
        other.case = self.case
        other.page.goto(address)
        return other

    # Where they go

    def go(self, place: str) -> None:
        """A place of the masthead."""
        self.page.get_by_role("navigation", name="Main").get_by_role(
            "link", name=re.compile(rf"^{place}", re.IGNORECASE)
        ).click()

    def open_case(self, title: str) -> None:
        """A use case, from the board."""
        self.until(lambda: self.go("Board"), title)
        self.main.get_by_role("link", name=title, exact=True).first.click()
        self.case = title

    def tab(self, name: str) -> None:
        """A tab of the use case; where another page is open, by way of the board."""
        tabs = self.page.get_by_role("navigation", name=self.case, exact=True)
        if not tabs.is_visible():
            self.open_case(self.case)
        tabs.get_by_role("link", name=whole(name)).click()

    def follow(self, name: Words) -> None:
        self.main.get_by_role(
            "link", name=part(name) if isinstance(name, str) else name
        ).first.click()

    # What they do

    def fill(self, values: Mapping[str, object], within: Locator | None = None) -> None:
        """Type, choose or tick, each by its label."""
        for label, value in values.items():
            named = (within or self.main).get_by_label(whole(label))
            self._put(named.and_(self.page.locator("input, select, textarea")).first, value)

    def _put(self, control: Locator, value: object) -> None:
        kind = control.evaluate("(one) => one.type || one.tagName")
        if kind == "select-one":
            options = control.locator("option").filter(has_text=part(str(value)))
            control.select_option(value=options.first.get_attribute("value"))
        elif kind in ("checkbox", "radio"):
            control.set_checked(bool(value))
        elif kind == "file":
            name, text = value  # type: ignore[misc]
            control.set_input_files(
                FilePayload(name=name, mimeType="text/csv", buffer=str(text).encode())
            )
        else:
            control.fill(str(value))

    def choose(self, option: Words, within: Locator | None = None) -> None:
        """A radio button."""
        name = re.compile(rf"^{option}", re.IGNORECASE) if isinstance(option, str) else option
        (within or self.main).get_by_role("radio", name=name).first.check()

    def unfold(self, words: str) -> Locator:
        """What is folded away under these words; opened if it isn't open."""
        found = self.main.locator("details").filter(
            has=self.page.locator("summary", has_text=part(words))
        )
        box = found.last if found.count() > 1 else found.first
        if box.get_attribute("open") is None:
            box.locator("summary").first.click()
        return box

    def press(self, name: Words, within: Locator | None = None, *, twice: bool = False) -> None:
        """A button; `twice` as somebody with a nervous finger does."""
        words = re.compile(rf"^\s*{name}", re.IGNORECASE) if isinstance(name, str) else name
        button = (within or self.main).get_by_role("button", name=words).first
        if twice:
            button.dblclick()
            self.page.wait_for_load_state()
        else:
            button.click()

    def download(self, press: Callable[[], None]) -> Download:
        with self.page.expect_download() as waiting:
            press()
        return waiting.value

    # What they see

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def section(self, name: Words) -> Locator:
        """A part of the page by its heading."""
        words = part(name) if isinstance(name, str) else name
        return self.main.get_by_role("region", name=words).first

    def sees(self, words: Words, within: Locator | None = None, patience: int = 20_000) -> None:
        said = part(words) if isinstance(words, str) else words
        found = (within or self.page).get_by_text(said).filter(visible=True)
        expect(found.first, f"{self.name} looks for {said.pattern!r}").to_be_visible(
            timeout=patience
        )

    def sees_no(self, words: Words, within: Locator | None = None) -> None:
        said = part(words) if isinstance(words, str) else words
        expect((within or self.page).get_by_text(said).filter(visible=True)).to_have_count(0)

    def text(self, within: Locator | None = None) -> str:
        """What the page says, white space squeezed."""
        return " ".join((within or self.main).inner_text().split())

    def until(self, go: Callable[[], None], words: Words, patience: int = PATIENCE) -> None:
        """Look again and again, as one does who waits for others."""
        said = part(words) if isinstance(words, str) else words
        for _ in range(patience // 500):
            go()
            if self.main.get_by_text(said).filter(visible=True).count():
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(
            f"{self.name} waited for {said.pattern!r}; the page says: {self.text()}"
        )
