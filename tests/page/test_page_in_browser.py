"""The employee's page in a real browser: in each language, by keyboard, with and without a script, and live."""

import re

import pytest
from playwright.sync_api import Locator, expect

from agent.clock import Clock
from agent.door import Ask, Asked
from agent.questions import OpenQuestion, QuestionKind
from tests.page.branch import COVERED, MISSING, Branch, a_status
from tests.support.browser import OpenPage

pytestmark = pytest.mark.browser

TERMINAL = {"width": 1280, "height": 800}
SIZES = [TERMINAL, {"width": 1920, "height": 1080}, {"width": 390, "height": 844}]
READY = {"kk": "Байланысқа дайын", "ru": "Готов к связи", "en": "Ready for a call"}
NOT_READY = {"kk": "Әзірге дайын емес", "ru": "Пока не готов", "en": "Not ready yet"}
THUMB = 43.5


def font_px(found: Locator) -> float:
    return float(found.evaluate("element => parseFloat(getComputedStyle(element).fontSize)"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_fault_is_seen_at_once_in_each_language_and_large(branch: Branch, open_page: OpenPage, language: str) -> None:
    page = open_page(viewport=TERMINAL)
    page.goto(f"{branch.address}/?language={language}")
    expect(page.locator("h1")).to_have_text(READY[language])
    branch.show(a_status(**COVERED))
    expect(page.locator("h1")).to_have_text(NOT_READY[language], timeout=15_000)
    assert page.locator("[data-shape]").get_attribute("data-shape") == "cross"
    assert font_px(page.locator("h1")) >= 66
    assert font_px(page.locator("footer strong").first) >= 30


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nothing_runs_out_of_the_page_and_every_target_fits_a_thumb(
    branch: Branch, open_page: OpenPage, size: dict[str, int], language: str
) -> None:
    branch.show(a_status(**MISSING))
    page = open_page(viewport=size, has_touch=True)
    page.goto(f"{branch.address}/?language={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    boxes = [box for found in page.locator(".button, .quiet, .languages a").all() if (box := found.bounding_box())]
    assert len(boxes) > 5
    assert not [box for box in boxes if box["height"] < THUMB or box["width"] < THUMB]


def test_a_digit_presses_what_carries_it(branch: Branch, open_page: OpenPage) -> None:
    page = open_page(viewport=TERMINAL)
    page.goto(branch.address)
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile("/problem$"))
    page.wait_for_load_state()  # its address is there before its script, and a key pressed between is nobody's
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile(r"said=problem"))
    assert branch.heard.get(timeout=10) == Asked(ask=Ask.PROBLEM, kind="picture")


def test_the_keyboard_reaches_everything_and_the_focus_is_seen(branch: Branch, open_page: OpenPage) -> None:
    page = open_page(viewport=TERMINAL)
    page.goto(branch.address)
    page.locator("#key-1").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    focused = page.locator("#key-1:focus-visible")
    assert focused.evaluate("element => getComputedStyle(element).outlineWidth") == "4px"
    page.keyboard.press("Enter")
    assert branch.heard.get(timeout=10).ask is Ask.CHECK_AGAIN


def test_a_change_leaves_the_focus_where_it_is(branch: Branch, open_page: OpenPage) -> None:
    page = open_page(viewport=TERMINAL)
    page.goto(f"{branch.address}/?language=en")
    page.locator("#key-2").focus()
    branch.show(a_status(**MISSING))
    expect(page.locator("h1")).to_have_text("A call with sound only", timeout=15_000)
    expect(page.locator("#key-2")).to_be_focused()


def test_without_a_script_every_tap_works_and_the_page_renews_itself(branch: Branch, open_page: OpenPage) -> None:
    page = open_page(viewport=TERMINAL, java_script_enabled=False)
    page.goto(f"{branch.address}/?language=en")
    page.get_by_role("button", name="Check again").click()
    assert branch.heard.get(timeout=10).ask is Ask.CHECK_AGAIN
    expect(page.get_by_text("It is being checked.")).to_be_visible()
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1


def test_what_appears_takes_no_key_from_another_wish(branch: Branch, open_page: OpenPage) -> None:
    page = open_page(viewport=TERMINAL)
    question = OpenQuestion(id="s1", kind=QuestionKind.SNAPSHOT, ends_ms=Clock().uptime_ms() + 30_000)
    branch.show(a_status(questions=(question,)))
    page.goto(branch.address)
    page.keyboard.press("1")
    assert branch.heard.get(timeout=10).ask is Ask.CHECK_AGAIN


def test_a_question_appears_and_her_yes_is_taken(branch: Branch, open_page: OpenPage) -> None:
    page = open_page(viewport=TERMINAL)
    page.goto(f"{branch.address}/?language=en")
    question = OpenQuestion(id="s1", kind=QuestionKind.SNAPSHOT, ends_ms=Clock().uptime_ms() + 30_000)
    branch.show(a_status(questions=(question,)))
    page.get_by_role("button", name="Yes").click(timeout=15_000)
    assert branch.heard.get(timeout=10) == Asked(ask=Ask.ANSWER, subject="s1", yes=True)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_missing_cable_is_drawn_where_it_is_seen_without_scrolling(
    branch: Branch, open_page: OpenPage, language: str
) -> None:
    branch.show(a_status(**MISSING))
    page = open_page(viewport=TERMINAL)
    page.goto(f"{branch.address}/?language={language}")
    box = page.locator(".cabling").bounding_box()
    foot = page.locator("footer").bounding_box()
    assert box
    assert foot
    assert box["y"] + box["height"] <= foot["y"]


def test_what_nobody_vouches_for_any_more_is_not_shown_as_if_it_held(branch: Branch, open_page: OpenPage) -> None:
    page = open_page(viewport=TERMINAL)
    page.goto(f"{branch.address}/?language=en")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.context.set_offline(True)  # as if the page's own process were gone
    expect(page.get_by_role("alert")).to_have_text(
        "The checking service does not answer. Call the helpdesk.", timeout=30_000
    )
