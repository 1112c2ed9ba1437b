"""`python -m tests.pictures`: every page in every language, light and dark, on a desk, a phone and a wall."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.pictures.employee import photograph
from tests.pictures.village import settle
from tests.support.browser import FLAGS
from tests.web.site import LOGIN, PASSWORD, a_site, serving

FOLDER = Path("build/pictures")
LANGUAGES = ("kk", "ru", "en")
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
DRAWING = Path(__file__).with_name("drawing.js")
WALL = {"width": 1920, "height": 1080}


def main() -> int:
    """Draw the village, photograph it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.stderr.write("Chromium is missing: make setup installs it.\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, a_site(f"sqlite:///{data}/beket.sqlite", Path(data)) as site:
        covered = settle(site)
        with serving(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for language in LANGUAGES:
                for theme in ("light", "dark"):
                    for size in SIZES:
                        _photograph(browser, address, covered, language=language, theme=theme, size=size)
            _draw(browser, address, covered)
            photograph(browser, FOLDER)
            browser.close()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}/\n")
    return 0


def _photograph(browser: Browser, address: str, covered: str, *, language: str, theme: str, size: str) -> None:
    context = browser.new_context(viewport=SIZES[size], locale=language)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/login")
    name = f"{language}-{theme}-{size}.png"
    page.click(f"button[value={language}]")
    page.click(f"button[value={theme}]")
    _take(page, f"login-{name}")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.click("button.button-main")
    page.click(f".rail-foot button[value={language}]")
    places = {
        "queue": "/queue",
        "card": f"/queue?selected={covered}",
        "terminal": f"/terminals/{covered}",
        "settings": f"/terminals/{covered}/settings",
    }
    for what, path in places.items():
        page.goto(address + path)
        _take(page, f"{what}-{name}", whole=size == "phone" and what != "card")
    if size == "desk":
        page.set_viewport_size(WALL)  # type: ignore[arg-type]
        page.goto(f"{address}/queue?view=wall")
        _take(page, f"wall-{name}")
    context.close()


def _draw(browser: Browser, address: str, covered: str) -> None:
    """The faulty list as an SVG: what README.md shows is a copy of it under docs/pictures/."""
    page = browser.new_context(viewport=SIZES["desk"], locale="en").new_page()  # type: ignore[arg-type]
    page.goto(f"{address}/login?next=/queue?selected={covered}")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.click("button.button-main")
    page.click(".rail-foot button[value=en]")
    page.evaluate("document.fonts.ready.then(() => true)")
    (FOLDER / "queue.svg").write_text(page.evaluate(DRAWING.read_text()), encoding="utf-8")


def _take(page: Page, name: str, *, whole: bool = False) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=FOLDER / name, full_page=whole)


if __name__ == "__main__":
    sys.exit(main())
