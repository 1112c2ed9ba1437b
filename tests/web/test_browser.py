"""The pages in a real browser: live, in place, in every language and width, from this host alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from contract.verdicts import Readiness, Verdict
from control_plane.timekeeping import MINUTE_MS, now_ms
from tests.support.browser import OpenPage
from tests.web.site import LOGIN, PASSWORD, Site, an_answer, serving

pytestmark = pytest.mark.browser

SOON_MS = 10_000  # by itself, not by the refresh of every half minute; tests/end_to_end holds the two seconds
REFUSED = "status of 422"  # the browser tells of every refused form
DESK = {"width": 1440, "height": 900}
THUMB = 43.5
PRESSED = ".chip, .button, .choice button, .rail-link, .filters select"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def signed_in(open_page: OpenPage, address: str) -> Iterator[Any]:
    """Open a page as somebody who has signed in; anything the console complains of fails the test."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and REFUSED not in message.text:
            complaints.append(message.text)

    def sign_in(path: str = "/queue", **options: Any) -> Page:
        page = open_page(**{"viewport": DESK, **options})
        page.on("console", note)
        page.goto(f"{address}/login?next={path}")
        page.fill("#login", LOGIN)
        page.fill("#password", PASSWORD)
        page.click("button.button-main")
        page.wait_for_url(f"{address}{path}")
        return page

    yield sign_in
    assert not complaints, complaints


def unplugged(terminal: str) -> Any:
    return an_answer(terminal, "camera.presence", reasons=["camera.missing"], figures=[])


def top_of(row: Locator) -> float:
    box = row.bounding_box()
    assert box
    return box["y"]


def is_live(page: Page) -> None:
    expect(page.locator("body")).to_have_attribute("data-connection", "live")


def test_a_fault_comes_to_the_open_page_by_itself_and_leaves_it_when_mended(site: Site, signed_in: Any) -> None:
    terminal = site.terminal()
    page = signed_in()
    expect(page.locator("h1")).to_have_text("1 из 1 открытого отделения готово к связи")
    is_live(page)
    page.evaluate("window.stays = true")
    site.becomes(terminal, Readiness.NOT_READY, unplugged(terminal))
    expect(page.locator(f"#row-{terminal}")).to_contain_text("Камера не найдена", timeout=SOON_MS)
    expect(page.locator("#rail-count")).to_have_text("1")
    expect(page.locator(f"#row-{terminal} .changed-word")).to_be_visible()
    site.becomes(terminal, Readiness.READY, an_answer(terminal, "camera.presence", verdict=Verdict.OK, reasons=[]))
    expect(page.locator(".empty")).to_be_visible(timeout=SOON_MS)
    assert page.evaluate("window.stays"), "the page was loaded anew"


def test_rows_under_the_pointer_stay_where_they_are_and_a_mended_one_says_so(site: Site, signed_in: Any) -> None:
    first, second = site.terminal(seat="021100-1"), site.terminal(seat="071100-1")
    site.becomes(first, Readiness.AT_RISK, an_answer(first, verdict=Verdict.WARNING))
    page = signed_in()
    is_live(page)
    row = page.locator(f"#row-{first}")
    row.hover()
    before = top_of(row)
    site.becomes(second, Readiness.NOT_READY, unplugged(second))
    expect(page.locator(f"#row-{second}")).to_be_visible(timeout=SOON_MS)
    assert top_of(row) == before
    site.becomes(first, Readiness.READY, an_answer(first, verdict=Verdict.OK, reasons=[]))
    expect(row).to_contain_text("устранено", timeout=SOON_MS)
    page.mouse.move(5, 5)
    expect(row).to_have_count(0, timeout=SOON_MS)


def test_a_chosen_row_shows_its_card_and_stands_in_the_address(site: Site, signed_in: Any, address: str) -> None:
    site.becomes(other := site.terminal(seat="021100-1"), Readiness.NOT_READY, unplugged(other))
    site.becomes(covered := site.terminal(), Readiness.AUDIO_ONLY, an_answer(covered))
    page = signed_in()
    page.locator(f"#row-{covered}").click()
    expect(page.locator(".card h2")).to_have_text("Тарбагатай: объектив закрыт")
    expect(page.locator(".step").first).to_contain_text("Откройте шторку камеры")
    expect(page.locator(".step p[lang=kk]").first).to_contain_text("жапқыш")
    assert page.url == f"{address}/queue?selected={covered}"
    page.go_back()
    expect(page.locator(".card h2")).to_contain_text("камера не найдена")


def test_the_filter_narrows_the_list_and_stands_in_the_address(site: Site, signed_in: Any, address: str) -> None:
    site.becomes(near := site.terminal(), Readiness.NOT_READY, unplugged(near))
    site.becomes(far := site.terminal(seat="021100-1"), Readiness.AUDIO_ONLY, an_answer(far))
    page = signed_in()
    page.select_option("select[name=region]", "110000000")
    page.wait_for_url(f"{address}/queue?*region=110000000*")
    expect(page.locator(f"#row-{far}")).to_be_visible()
    expect(page.locator(f"#row-{near}")).to_have_count(0)


def test_a_change_on_the_terminal_s_page_is_marked_in_its_place(site: Site, signed_in: Any) -> None:
    terminal = site.terminal()
    with site.database.transaction() as session:
        session.add(an_answer(terminal, verdict=Verdict.OK, reasons=[]))
    page = signed_in(f"/terminals/{terminal}")
    is_live(page)
    site.becomes(terminal, Readiness.AUDIO_ONLY, an_answer(terminal))
    expect(page.locator("h1")).to_contain_text("объектив закрыт", timeout=SOON_MS)
    row = page.locator("#check-camera-view")
    expect(row).to_contain_text("исчезло контуров: 83\u202f%, порог\xa0≥\u202f55\u202f%")
    expect(row.locator(".changed-word")).to_be_visible()
    expect(page.locator(".story")).to_contain_text("Камера · обзор: неисправно")


def test_the_page_says_so_when_the_centre_goes_blind(site: Site, signed_in: Any) -> None:
    site.terminal()
    page = signed_in()
    is_live(page)
    expect(page.locator(".banner-bad")).to_have_count(0)
    site.sees(now_ms() - 5 * MINUTE_MS)
    expect(page.locator(".banner-bad")).to_contain_text("Центр не видит терминалы", timeout=SOON_MS)


def test_a_page_that_has_lost_the_centre_says_so_and_keeps_what_it_showed(site: Site, open_page: OpenPage) -> None:
    site.becomes(terminal := site.terminal(), Readiness.NOT_READY, unplugged(terminal))
    page = open_page(viewport=DESK)
    with serving(site) as address:
        page.goto(f"{address}/login")
        page.fill("#login", LOGIN)
        page.fill("#password", PASSWORD)
        page.click("button.button-main")
        is_live(page)
        expect(page.locator(".connection-lost")).to_be_hidden()
    expect(page.locator(".connection-lost")).to_be_visible()
    expect(page.locator(f"#row-{terminal}")).to_be_visible()


def test_settings_saved_on_the_page_are_seen_assigned_and_then_applied(site: Site, signed_in: Any) -> None:
    terminal = site.terminal()
    page = signed_in(f"/terminals/{terminal}/settings")
    page.fill("[name='looks.quick_s']", "60")
    page.fill("#reason", "смотреть чаще")
    page.click("text=Сохранить и отправить терминалам")
    page.wait_for_url(f"**/terminals/{terminal}")
    expect(page.locator(".pairs")).to_contain_text("60 с")
    is_live(page)
    site.applies(terminal)
    expect(page.locator("text=применено и проверено")).to_be_visible(timeout=SOON_MS)


def test_the_language_and_the_colours_are_chosen_with_one_press_each(site: Site, signed_in: Any) -> None:
    page = signed_in()
    page.click("button:has-text('Қазақша')")
    expect(page.locator("h1")).to_contain_text("Әзірге бірде-бір терминал қосылмаған")
    page.click("button[value=dark]")
    expect(page.locator("body")).to_have_css("background-color", "rgb(18, 23, 26)")


def test_reading_and_saving_work_without_javascript(site: Site, signed_in: Any) -> None:
    site.becomes(terminal := site.terminal(), Readiness.AUDIO_ONLY, an_answer(terminal))
    page = signed_in(java_script_enabled=False)
    page.locator(f"#row-{terminal} a").click(force=True)
    expect(page.locator(".card h2")).to_have_text("Тарбагатай: объектив закрыт")
    page.click("text=Открыть терминал")
    page.click("text=Изменить настройки")
    page.fill("[name='looks.quick_s']", "0")
    page.fill("#reason", "проба")
    page.click("text=Сохранить и отправить терминалам")
    expect(page.locator(".problems")).to_contain_text("целое число от 1 до 3\u00a0600 с")
    assert page.input_value("[name='looks.quick_s']") == "0"


def test_no_page_is_wider_than_a_phone_and_all_there_is_to_press_fits_a_thumb(
    site: Site, signed_in: Any, address: str
) -> None:
    site.becomes(terminal := site.terminal(), Readiness.AUDIO_ONLY, an_answer(terminal))
    page = signed_in(viewport=PHONE, has_touch=True)
    for language in ("kk", "ru", "en"):
        page.goto(f"{address}/queue")
        page.click(f"button[value={language}]")
        for path in (
            "/queue",
            f"/queue?selected={terminal}",
            f"/terminals/{terminal}",
            "/settings",
            "/settings?as=text",
        ):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
            heights = page.eval_on_selector_all(PRESSED, "all => all.map(one => one.getBoundingClientRect().height)")
            assert not [height for height in heights if 0 < height < THUMB], path
