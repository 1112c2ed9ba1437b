"""Orders on a terminal's page: the form, the steps that it told, and who may."""

from fastapi.testclient import TestClient

from contract.orders import Verb
from control_plane.orders.states import OrderState
from control_plane.people.states import Role
from control_plane.web.terminal.orders import CHOICES, KnownOrder, KnownStep, build_orders, choices
from control_plane.web.wording import wording
from tests.web.invented import NOW
from tests.web.site import PASSWORD, Site
from tests.web.test_pages import csrf_of

WORDS = wording("en")


def a_known_order(**changes: object) -> KnownOrder:
    values: dict[str, object] = {
        "id": "o1",
        "verb": Verb.SNAPSHOT,
        "args": {"question": "view"},
        "author": "aigerim",
        "reason": "is the lens covered?",
        "created_ms": NOW,
        "state": OrderState.REFUSED,
        "steps": (
            KnownStep(state=OrderState.RUNNING, step="asking", why="", detail="", at_ms=NOW),
            KnownStep(state=OrderState.REFUSED, step="", why="silence", detail="", at_ms=NOW + 30_000),
        ),
    }
    return KnownOrder(**(values | changes))  # type: ignore[arg-type]


def test_each_step_is_told_in_words_and_a_refusal_with_its_reason() -> None:
    [row] = build_orders("t1", (a_known_order(),), WORDS)
    assert (row.told, row.state.word) == (
        "picture from the camera · what is in view: coarse",
        "refused by the terminal",
    )
    assert [step.told for step in row.steps] == [
        "the employee is being asked",
        "refused by the terminal: the employee did not answer",
    ]
    assert row.last == row.steps[-1].told
    assert (row.upload, row.withdraw) == ("", "")


def test_what_can_be_taken_back_or_looked_at_has_its_address() -> None:
    waiting = a_known_order(state=OrderState.WAITING, steps=())
    kept = a_known_order(state=OrderState.DONE, has_upload=True)
    rows = build_orders("t1", (waiting, kept), WORDS)
    assert rows[0].withdraw == "/terminals/t1/orders/o1/withdraw"
    assert rows[1].upload == "/orders/o1/upload"


def test_a_reboot_is_offered_to_who_may() -> None:
    assert {choice.key for choice in choices(WORDS, may_reboot=False)} == CHOICES.keys() - {"reboot"}


def test_an_order_is_given_by_the_form_and_taken_back(site: Site, reader: TestClient) -> None:
    terminal = site.terminal()
    form = {"csrf": csrf_of(reader), "order": "check_now", "reason": "she rang us"}
    assert reader.post(f"/terminals/{terminal}/orders", data=form, follow_redirects=False).status_code == 303
    page = reader.get(f"/terminals/{terminal}").text
    assert "she rang us" in page
    address = page.split('action="/terminals/')[1].split('"')[0]
    assert reader.post(f"/terminals/{address}", data={"csrf": form["csrf"]}).status_code == 200
    assert "отозвано" in reader.get(f"/terminals/{terminal}").text


def test_a_form_without_a_reason_or_with_an_invented_wish_orders_nothing(site: Site, reader: TestClient) -> None:
    terminal, csrf = site.terminal(), csrf_of(reader)
    for wrong in ({"order": "check_now", "reason": " "}, {"order": "make_coffee", "reason": "x"}):
        assert reader.post(f"/terminals/{terminal}/orders", data={"csrf": csrf} | wrong).status_code == 422
    form = {"csrf": "guessed", "order": "check_now", "reason": "x"}
    assert reader.post(f"/terminals/{terminal}/orders", data=form).status_code == 403


def test_a_viewer_sees_no_form_and_may_not_send_one(site: Site) -> None:
    terminal = site.terminal()
    site.account("viewer", role=Role.VIEWER)
    client = TestClient(site.app, base_url="http://127.0.0.1")
    client.post("/login", data={"login": "viewer", "password": PASSWORD})
    assert 'name="order"' not in client.get(f"/terminals/{terminal}").text
    form = {"csrf": csrf_of(client), "order": "check_now", "reason": "x"}
    assert client.post(f"/terminals/{terminal}/orders", data=form).status_code == 403
