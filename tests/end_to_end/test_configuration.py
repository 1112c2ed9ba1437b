import json
import time

import pytest
from playwright.sync_api import Page, expect

from simulation.centre import CentreError
from tests.end_to_end.house import House
from tests.support.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

FIVE_MISTAKES = {
    "looks": {"quick_s": 0, "full_s": "often"},
    "camera": {"covered_edr": 7},
    "helpdesk": {"language": "fr"},
    "link": {"keepalive_s": 1},
}
NAMED = {
    "looks.quick_s": ("0", "1 to 3600 s"),
    "looks.full_s": ("often", "5 to 86400 s"),
    "camera.covered_edr": ("7", "0.1 to 1"),
    "helpdesk.language": ("fr", "kk, ru, en"),
    "link.keepalive_s": ("1", "5 to 600 s"),
}
APPLIED_WITHIN_S = 3.0
TRIED = ("11", "12", "13", "14", "15")  # on a machine that does other work at the same time one may be slow; not five


def test_settings_edited_on_the_page_are_applied_and_reported_within_three_seconds(house: House, page: Page) -> None:
    house.sign_in(page)
    took_s = []
    for value in TRIED:
        took_s.append(edit_and_see(house, page, value))
        if took_s[-1] < APPLIED_WITHIN_S:
            break
    assert min(took_s) < APPLIED_WITHIN_S, took_s
    # The report may be on the page before the terminal's own file is written.
    until(lambda: house.status.generation == house.assigned()["generation"])


def edit_and_see(house: House, page: Page, value: str) -> float:
    """Give the microphone's tolerance another value; return the time from the click to the terminal's own word."""
    page.goto(f"{house.url}/terminals/{house.terminal}/settings")
    page.locator('[id="microphone.tolerance_db"]').fill(value)
    page.locator("#reason").fill("a quiet voice")
    started = time.monotonic()
    page.get_by_role("button", name="Save and send to terminals").click()
    page.goto(f"{house.url}/terminals/{house.terminal}")
    row = page.locator(".pairs tr", has=page.locator('[title="microphone.tolerance_db"]'))
    expect(row.locator("td").nth(2)).to_contain_text(value, timeout=20_000)
    return time.monotonic() - started


def test_five_mistakes_are_all_named_on_the_page(house: House, page: Page) -> None:
    house.sign_in(page)
    page.goto(f"{house.url}/terminals/{house.terminal}/settings?as=text")
    page.locator("#document").fill(json.dumps(FIVE_MISTAKES))
    page.locator("#reason").fill("a slip of the hand")
    page.get_by_role("button", name="Save and send to terminals").click()
    told = page.get_by_role("alert").inner_text()
    for path, (value, _) in NAMED.items():
        assert path in told, told
        assert value in told, told
    assert "whole number from 5 to 86,400 s" in told  # the rest in words of the page's own


def test_five_mistakes_are_all_named_by_the_interface(house: House) -> None:
    with pytest.raises(CentreError) as refused:
        house.edit(FIVE_MISTAKES)
    problems = {one["path"]: one for one in refused.value.problem["problems"]}
    assert problems.keys() == NAMED.keys()
    assert all(
        value in problems[path]["value"] and allowed in problems[path]["allowed"]
        for path, (value, allowed) in NAMED.items()
    )


def test_five_mistakes_are_all_named_by_the_agent_though_the_centre_signed_them(house: House) -> None:
    before = house.status.config_hash
    outcome = house.offer(FIVE_MISTAKES, generation=house.assigned()["generation"] + 1)
    told = {problem.path: (problem.value, problem.allowed) for problem in outcome.problems}
    assert told.keys() == NAMED.keys()
    assert house.status.config_hash == before
