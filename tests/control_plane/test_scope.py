"""Every route of the API, asked by whoever has no right there: nothing is told, nothing is changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from control_plane.api import create_api
from control_plane.database import Database
from control_plane.observed.models import Problem
from control_plane.people.states import Role
from control_plane.timekeeping import HOUR_MS, now_ms
from tests.control_plane.factories import a_centre, a_terminal, a_token

OFFICE, ANOTHER = "110000000", "100000000"
BRANCH, SEAT = "021100", "021100-1"  # of OFFICE
CHANGING = {"post", "put", "patch", "delete"}
LISTS = {"/regions", "/branches", "/seats", "/terminals", "/states", "/receptions", "/addressees", "/orders", "/me"}
"""Each shows what is within the asker's scope; the tests of their own parts hold that."""
FOR_EVERYBODY = {"/configuration-checks", "/enrolments", "/layers/{kind}", "/revisions/{kind}", "/throughput"}
"""A check changes nothing; enrolment asks for a code, measuring for a certificate; the fleet's layer is no secret."""
BODIES: dict[str, Any] = {
    "/accounts": {"login": "dana", "display_name": "", "password": "long enough", "grants": []},
    "/accounts/{login}/password": {"password": "long enough"},
    "/accounts/{login}/tokens": {"name": "test"},
    "/addressees": {"id": "deputy", "name_kk": "x", "name_ru": "x", "name_en": "x"},
    "/branches/{branch_id}/hours": {"0": {"opens_min": 540, "closes_min": 1080}},
    "/connection-codes": {"seat": SEAT},
    "/hours-changes": {"from_day": "2026-12-01", "until_day": "2026-12-01", "kind": "closed", "branch_id": BRANCH},
    "/receptions": {"seat_id": SEAT, "starts_ms": now_ms() + HOUR_MS, "ends_ms": now_ms() + 2 * HOUR_MS},
    "/receptions/{reception_id}/state": {"state": "cancelled"},
    "/seats": {"branch_id": BRANCH, "number": 2},
    "/terminals/{terminal_id}/life-cycle": {"life_cycle": "maintenance"},
    "/terminals/{terminal_id}/place": {"seat": SEAT},
    "/terminals/{terminal_id}/problems/{problem_id}/close": {"found": "test"},
}


@pytest.fixture
def centre(sqlite_url: str, tmp_path: Path) -> Iterator[TestClient]:
    with a_centre(sqlite_url, tmp_path) as client:
        yield client


class Asked(NamedTuple):
    """One thing that can be asked of the API."""

    method: str
    template: str
    address: str
    body: object


def every_route(client: TestClient) -> Iterator[Asked]:
    """Each route with an address and a body, for things of one office that there are."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        terminal = a_terminal(session, seat=SEAT)
        session.add(Problem(terminal=terminal, id="p1", at_ms=1, kind="sound", readiness="ready"))
    names = {"terminal_id": terminal, "problem_id": "p1", "branch_id": BRANCH, "key": BRANCH}
    bodies = {**BODIES, "/orders": {"terminal": terminal, "verb": "check_now", "reason": "test"}}
    boss = a_token(client)
    for path, name in (("/receptions", "reception_id"), ("/hours-changes", "change_id"), ("/orders", "order_id")):
        names[name] = str(client.post(f"/api/v1{path}", json=bodies[path], headers=boss).json()["id"])
    for template, methods in create_api().openapi()["paths"].items():
        kind = "branch" if "{key}" in template else "fleet"
        address = "/api/v1" + template.format(**names, kind=kind, login="administrator-all")
        for method in methods:
            layer = {"document": {}, "reason": "test"} if method == "put" else {"patch": {}, "reason": "test"}
            body = bodies.get(template, layer) if method in CHANGING - {"delete"} else None
            yield Asked(method, template, address, body)


def answer_to(client: TestClient, me: dict[str, str], asked: Asked) -> int:
    return client.request(asked.method, asked.address, json=asked.body, headers={**me, "If-Match": "0"}).status_code


@pytest.mark.parametrize("role", list(Role))
def test_another_office_is_told_nothing_and_changes_nothing(centre: TestClient, role: Role) -> None:
    routes = list(every_route(centre))
    me = a_token(centre, role, office=ANOTHER)
    for asked in routes:
        if asked.template not in FOR_EVERYBODY and (asked.template not in LISTS or asked.method in CHANGING):
            assert answer_to(centre, me, asked) in {403, 404}, asked


def test_a_viewer_changes_nothing_in_their_own_office_either(centre: TestClient) -> None:
    routes = list(every_route(centre))
    me = a_token(centre, Role.VIEWER, office=OFFICE)
    for asked in routes:
        if asked.method in CHANGING and asked.template not in {"/configuration-checks", "/enrolments", "/throughput"}:
            assert answer_to(centre, me, asked) in {403, 404}, asked
