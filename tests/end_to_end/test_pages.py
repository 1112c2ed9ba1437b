import pytest
from playwright.sync_api import Page

from tests.end_to_end.house import House
from tests.support.browser import foreign

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


def test_pages_load_nothing_from_another_host(house: House, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    house.sign_in(page)
    terminal = f"/terminals/{house.terminal}"
    for address in ("/queue", terminal, f"{terminal}/settings", f"{terminal}/settings?as=text", "/settings"):
        answer = page.goto(house.url + address)
        assert answer is not None
        assert answer.ok, address
    assert len(asked) > 15
    assert not [url for url in asked if foreign(url)]
