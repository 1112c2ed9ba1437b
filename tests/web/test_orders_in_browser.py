"""Ordering in a real browser: what is typed stays while the page lives, and the terminal's word comes by itself."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from contract.verdicts import Readiness
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.orders.models import Order, OrderStep
from control_plane.orders.states import OrderState
from control_plane.timekeeping import now_ms
from tests.support.browser import OpenPage
from tests.web.site import LOGIN, PASSWORD, Site, an_answer

pytestmark = pytest.mark.browser

SOON_MS = 20_000


def signed_in(open_page: OpenPage, address: str, path: str) -> Page:
    page = open_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/login?next={path}")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    page.click("button.button-main")
    page.wait_for_url(f"{address}{path}")
    expect(page.locator("body")).to_have_attribute("data-connection", "live")
    return page


def answers(site: Site, terminal: str) -> None:
    """What ingest does when the terminal says that the employee did not answer."""
    with site.database.transaction() as session:
        order = session.scalars(select(Order)).one()
        order.state = OrderState.REFUSED
        values = {"step": "", "why": "silence", "detail": "", "progress": None, "at_ms": now_ms()}
        session.add(OrderStep(order_id=order.id, run="a" * 16, seq=1, state=OrderState.REFUSED, **values))
        changes.note(session, ChangeKind.ORDER, terminal)


def test_a_reason_being_typed_stays_and_the_answer_comes_by_itself(
    site: Site, open_page: OpenPage, address: str
) -> None:
    terminal = site.terminal()
    page = signed_in(open_page, address, f"/terminals/{terminal}")
    page.fill("#order-reason", "экран тёмный")
    site.becomes(terminal, Readiness.NOT_READY, an_answer(terminal, reasons=["camera.missing"], figures=[]))
    expect(page.locator("h1")).to_contain_text("Не готов", timeout=SOON_MS)
    expect(page.locator("#order-reason")).to_have_value("экран тёмный")
    page.select_option("#order", "snapshot-view")
    page.click(".order-form button")
    expect(page.locator(".orders li").first).to_contain_text("ждёт связи с терминалом")
    answers(site, terminal)
    expect(page.locator(".orders li").first).to_contain_text("сотрудник не ответил", timeout=SOON_MS)
