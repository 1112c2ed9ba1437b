import time

import pytest
from playwright.sync_api import Locator, Page, expect

from contract.advice.catalogue import advice
from contract.configuration.people import Language
from contract.verdicts import Reason
from tests.end_to_end.house import House

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

NOT_FOUND = advice(Reason.CAMERA_MISSING, Language.ENGLISH).title
SHOWN_WITHIN_S, CLEARED_WITHIN_S = 2.0, 10.0
TRIES = 5  # on a machine that does other work at the same time one turn may be slow; not five


def test_an_unplugged_camera_is_on_the_screen_within_two_seconds_and_gone_within_ten(house: House, page: Page) -> None:
    house.sign_in(page)
    page.goto(f"{house.url}/queue")
    row = page.locator(f"#row-{house.terminal}", has_text=NOT_FOUND)
    expect(row).to_have_count(0)
    took_s = []
    for _ in range(TRIES):
        took_s.append((seconds_until(house, row, fault="unplugged", is_shown=True), clear_s(house, row)))
        if took_s[-1] < (SHOWN_WITHIN_S, CLEARED_WITHIN_S):
            break
    assert min(shown for shown, _ in took_s) < SHOWN_WITHIN_S, took_s
    assert min(cleared for _, cleared in took_s) < CLEARED_WITHIN_S, took_s


def test_the_terminals_page_tells_the_same_and_how_it_went(house: House, page: Page) -> None:
    house.sign_in(page)
    page.goto(f"{house.url}/terminals/{house.terminal}")
    house.turn("camera", fault="unplugged")
    expect(page.locator("#check-camera-presence")).to_contain_text(NOT_FOUND, timeout=20_000, ignore_case=True)
    house.turn("camera", fault="none")
    expect(page.locator("#check-camera-presence")).not_to_contain_text(NOT_FOUND, timeout=20_000, ignore_case=True)
    expect(page.locator(".story")).to_contain_text(NOT_FOUND, ignore_case=True)


def clear_s(house: House, row: Locator) -> float:
    return seconds_until(house, row, fault="none", is_shown=False)


def seconds_until(house: House, row: Locator, *, fault: str, is_shown: bool) -> float:
    started = time.monotonic()
    house.turn("camera", fault=fault)
    expect(row).to_have_count(int(is_shown), timeout=30_000)
    return time.monotonic() - started
