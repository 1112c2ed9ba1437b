"""Orders over the API, and the one address that terminals put to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from control_plane.orders import uploads
from control_plane.people.states import Role
from control_plane.timekeeping import now_ms
from tests.control_plane.factories import a_centre, a_terminal, a_token
from tests.support.serving import served
from tests.support.waiting import until

PNG = b"\x89PNG\r\n\x1a\n"


def an_order(client: TestClient, header: dict[str, str], verb: str, **args: str) -> dict[str, Any]:
    with client.app.state.database.transaction() as session:  # type: ignore[attr-defined]
        terminal = a_terminal(session, seat=None)
    asked = {"terminal": terminal, "verb": verb, "args": args, "reason": "she rang us"}
    answer = client.post("/api/v1/orders", json=asked, headers=header)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def a_token_for(client: TestClient, order: dict[str, Any]) -> str:
    with client.app.state.database.transaction() as session:  # type: ignore[attr-defined]
        return uploads.expect(session, order["id"], good_for_ms=60_000, now=now_ms())


def test_an_order_is_given_seen_and_withdrawn(database_url: str, tmp_path: Path) -> None:
    with a_centre(database_url, tmp_path) as client:
        header = a_token(client)
        order = an_order(client, header, "check_now")
        assert client.get(f"/api/v1/orders/{order['id']}", headers=header).json()["state"] == "waiting"
        withdrawn = client.post(f"/api/v1/orders/{order['id']}/withdraw", headers=header)
        listed = client.get(f"/api/v1/orders?terminal={order['terminal']}", headers=header).json()
    assert withdrawn.json()["state"] == "withdrawn"
    assert [each["id"] for each in listed["items"]] == [order["id"]]


def test_what_a_terminal_puts_is_shown_to_who_may_see_it(database_url: str, tmp_path: Path) -> None:
    with a_centre(database_url, tmp_path) as client:
        header = a_token(client)
        order = an_order(client, header, "snapshot", question="view")
        put = client.put(f"/up/{a_token_for(client, order)}", content=PNG + bytes(300_000))
        shown = client.get(f"/api/v1/orders/{order['id']}/upload", headers=header)
        nobody = client.get(f"/api/v1/orders/{order['id']}/upload")
        viewer = client.get(f"/api/v1/orders/{order['id']}/upload", headers=a_token(client, Role.VIEWER))
    assert (put.status_code, shown.status_code, len(shown.content)) == (201, 200, len(PNG) + 300_000)
    assert (shown.headers["content-type"], nobody.status_code, viewer.status_code) == ("image/png", 401, 403)


@pytest.mark.parametrize("size", [uploads.LARGEST["snapshot"] + 1, 20 << 20])
def test_more_than_was_asked_for_is_cut_off_and_its_token_spent(tmp_path: Path, size: int) -> None:
    with a_centre(f"sqlite:///{tmp_path}/centre.sqlite", tmp_path) as client:
        order = an_order(client, a_token(client), "snapshot", question="view")
        token = a_token_for(client, order)
        assert client.put(f"/up/{token}", content=PNG + bytes(size)).status_code == 413
        assert client.put(f"/up/{token}", content=PNG).status_code == 404
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_upload_that_breaks_off_may_come_again(database_url: str, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PNG
        raise ConnectionError

    with a_centre(database_url, tmp_path) as client, served(client.app) as port:  # type: ignore[arg-type]
        order = an_order(client, a_token(client), "snapshot", question="view")
        address = f"http://127.0.0.1:{port}/up/{a_token_for(client, order)}"
        with pytest.raises(ConnectionError):
            httpx2.put(address, content=broken(), timeout=30)
        assert until(lambda: httpx2.put(address, content=PNG, timeout=30).status_code == 201)
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [order["id"]]


def test_nobody_puts_anything_without_a_token(tmp_path: Path) -> None:
    with a_centre(f"sqlite:///{tmp_path}/centre.sqlite", tmp_path) as client:
        assert client.put(f"/up/{'A' * 43}", content=PNG).status_code == 404
        order = an_order(client, a_token(client), "collect_logs")
        assert client.put(f"/up/{a_token_for(client, order)}", content=PNG).status_code == 422
    assert not (tmp_path / "uploads" / order["id"]).exists()
