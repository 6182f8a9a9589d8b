"""Takes the pictures of docs/tour.md from a running demo: `make screenshots PORT=8000`."""

import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screenshots"
PASSWORD = "round-the-loop"  # noqa: S105 (the demo's, shown to everyone who starts it)
CASE = "/use-cases/late-arrivals/"
NAMES = ("chromium", "chromium-browser", "google-chrome")
COLOURS = 128
# All pictures together: whoever clones the repository carries them.
MOST_BYTES = 3_000_000


@dataclass(frozen=True)
class Shot:
    """One page: the name of its pictures, who looks at it, and its address."""

    name: str
    who: str
    path: str


SHOTS = (
    Shot("desk", "ana", "/"),
    Shot("board", "ana", "/board/"),
    Shot("use-case", "ana", CASE),
    Shot("gate", "ana", f"{CASE}gates/2/training/"),
    Shot("data", "dee", f"{CASE}data/"),
    Shot("runs", "sam", f"{CASE}runs/"),
    Shot("monitoring", "dov", f"{CASE}monitoring/"),
    Shot("record", "ola", "/record/"),
)
# What stands after a picture's name: width, height, colours.
LOOKS = {
    "light": (1440, 1000, "light"),
    "dark": (1440, 1000, "dark"),
    "phone": (390, 844, "light"),
}


def main() -> None:
    """Replace every picture; exits with what went wrong."""
    base = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments())
        for picture in taken(browser, base):
            print(f"{picture.stat().st_size:>8,} {picture.relative_to(FOLDER.parent)}")
    total = sum(one.stat().st_size for one in FOLDER.glob("*.png"))
    print(f"{total:>8,} bytes in all")
    if total > MOST_BYTES:
        sys.exit(f"The pictures weigh more than {MOST_BYTES:,} bytes; take fewer or smaller ones.")


def taken(browser: Browser, base: str) -> Iterator[Path]:
    """Each page in each look, by whoever it is for."""
    for who in dict.fromkeys(one.who for one in SHOTS):
        page = signed_in(browser, base, who)
        for shot in (one for one in SHOTS if one.who == who):
            for look, (width, height, scheme) in LOOKS.items():
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                answer = page.goto(base + shot.path)
                if answer is None or answer.status != 200:
                    sys.exit(f"{shot.path} doesn't answer with a page; is the demo finished?")
                yield save(page, FOLDER / f"{shot.name}-{look}.png")
        page.context.close()


def signed_in(browser: Browser, base: str, who: str) -> Page:
    """A page of somebody who came in by the door."""
    page = browser.new_context().new_page()
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("User name").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Main").wait_for()
    return page


def save(page: Page, path: Path) -> Path:
    """The top of the page, with as few colours as it needs."""
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    reduced = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(path, optimize=True)
    return path


def chromium() -> str:
    found = next(filter(None, map(which, NAMES)), None)
    return found or sys.exit("There is no Chromium on this machine.")


def arguments() -> list[str]:
    """Root can't have Chromium's sandbox."""
    return ["--disable-gpu", *(["--no-sandbox"] if os.getuid() == 0 else [])]


if __name__ == "__main__":
    main()
