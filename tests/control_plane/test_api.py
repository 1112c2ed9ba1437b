from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from control_plane.access import CSRF_HEADER, SESSION_COOKIE
from control_plane.api import FILE_NAME, openapi_document
from control_plane.body_limit import LARGEST_BODY
from control_plane.database import Database
from control_plane.enrolment.service import TRIES
from control_plane.people import service as people
from control_plane.people.states import Role
from control_plane.presence.sight import open_eyes
from control_plane.timekeeping import HOUR_MS, now_ms
from tests.control_plane.factories import a_centre, a_token
from tests.control_plane.requests import a_request

ABAI, AQMOLA = "100000000", "110000000"
FLEET = "/api/v1/layers/fleet"
WRONG = {
    "looks": {"quick_s": 0, "window": "five"},
    "camra": {},
    "link": {"brokers": [{"host": "a b"}]},
    "helpdesk": {"language": "de"},
}


@pytest.fixture
def centre(database_url: str, tmp_path: Path) -> Iterator[TestClient]:
    with a_centre(database_url, tmp_path) as client:
        yield client


def test_strangers_get_a_problem_and_nothing_else(centre: TestClient) -> None:
    for path in ("branches", "terminals", "states", "layers/fleet", "accounts", "actions", "receptions"):
        answer = centre.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.json()["code"] == "not_signed_in"
    assert centre.get("/api/v1/branches", headers={"Authorization": "Bearer made-up"}).status_code == 401


def test_branches_come_in_pages(centre: TestClient) -> None:
    me = a_token(centre, Role.VIEWER)
    first = centre.get("/api/v1/branches?limit=30", headers=me).json()
    second = centre.get(f"/api/v1/branches?limit=30&after={first['after']}", headers=me).json()
    assert [len(first["items"]), len(second["items"]), second["after"]] == [30, 20, None]
    assert centre.get("/api/v1/branches?limit=0", headers=me).status_code == 422


def test_an_office_sees_its_own_branches_and_changes_none_of_anothers(centre: TestClient) -> None:
    me = a_token(centre, Role.ADMINISTRATOR, office=ABAI)
    assert {branch["region_kato"] for branch in centre.get("/api/v1/branches", headers=me).json()["items"]} == {ABAI}
    assert centre.get("/api/v1/branches/021100", headers=me).status_code == 404
    body = {"patch": {"looks": {"quick_s": 9}}, "reason": "test"}
    seen = {**me, "If-Match": '"0"'}
    assert centre.patch(FLEET, json=body, headers=seen).status_code == 403
    assert centre.patch(f"/api/v1/layers/office/{AQMOLA}", json=body, headers=seen).status_code == 403
    assert centre.patch(f"/api/v1/layers/office/{ABAI}", json=body, headers=seen).status_code == 200


def test_a_wrong_document_is_refused_with_each_key_value_and_range(centre: TestClient) -> None:
    me = {**a_token(centre), "If-Match": '"0"'}
    answer = centre.put(FLEET, json={"document": WRONG, "reason": "test"}, headers=me)
    assert answer.status_code == 422
    problems = {problem["path"]: problem for problem in answer.json()["problems"]}
    paths = {"looks.quick_s", "looks.window", "camra", "link.brokers[0].host", "helpdesk.language"}
    assert set(problems) == paths
    assert problems["looks.quick_s"] == {
        "path": "looks.quick_s",
        "code": "out_of_range",
        "value": "0",
        "allowed": "whole number, 1 to 3600 s",
    }
    assert centre.get(FLEET, headers=me).json()["revision"] == 0


def test_an_edit_names_the_revision_that_it_has_seen(centre: TestClient) -> None:
    me = a_token(centre)
    body = {"patch": {"looks": {"quick_s": 9}}, "reason": "test"}
    assert centre.patch(FLEET, json=body, headers=me).status_code == 422
    tag = centre.get(FLEET, headers=me).headers["etag"]
    edited = centre.patch(FLEET, json=body, headers={**me, "If-Match": tag})
    assert (edited.status_code, edited.json()["document"]) == (200, body["patch"])
    assert centre.patch(FLEET, json=body, headers={**me, "If-Match": tag}).status_code == 412
    story = centre.get("/api/v1/revisions/fleet", headers=me).json()
    assert [(row["reason"], row["before"]) for row in story] == [("test", {})]


def test_a_browsers_change_needs_its_sessions_csrf_header(centre: TestClient) -> None:
    a_token(centre)
    database: Database = centre.app.state.database  # type: ignore[attr-defined]
    answer = people.sign_in(database, "administrator-all", password="long enough", now=now_ms())
    assert isinstance(answer, tuple)
    centre.cookies.set(SESSION_COOKIE, answer[0])
    seat = {"branch_id": "071100", "number": 2}
    assert centre.get("/api/v1/me").json()["login"] == "administrator-all"
    assert centre.post("/api/v1/seats", json=seat).status_code == 403
    assert centre.post("/api/v1/seats", json=seat, headers={CSRF_HEADER: answer[1].csrf}).status_code == 201


def test_a_device_is_enrolled_and_seen(centre: TestClient) -> None:
    me = a_token(centre, Role.ENGINEER)
    code = centre.post("/api/v1/connection-codes", json={"seat": "071100-1"}, headers=me).json()["code"]
    asked = {"code": code, "csr_pem": a_request(), "model": "demo", "inventory": {}}
    answer = centre.post("/api/v1/enrolments", json=asked)
    given = answer.json()
    assert answer.status_code == 201
    assert given["certificate_pem"].startswith("-----BEGIN CERTIFICATE")
    assert (given["brokers"][0]["port"], given["generation_floor"]) == (8883, 1)
    shown = centre.get(f"/api/v1/terminals/{given['terminal']}", headers=me).json()
    assert shown["life_cycle"] == "enrolled"
    configuration = centre.get(f"/api/v1/terminals/{given['terminal']}/configuration", headers=me).json()
    assert configuration["desired"]["state"] == "issued"
    assert centre.post("/api/v1/enrolments", json=asked).json()["code"] == "enrolment_refused"


def test_guessing_codes_is_stopped(centre: TestClient) -> None:
    asked = {"code": "0000-0000-0000", "csr_pem": a_request(), "model": "demo"}
    answers = [centre.post("/api/v1/enrolments", json=asked).status_code for _ in range(TRIES + 1)]
    assert answers == [400] * TRIES + [429]


def test_a_reception_takes_nothing_about_a_citizen(centre: TestClient) -> None:
    me = a_token(centre)
    start = now_ms() + HOUR_MS
    asked = {"seat_id": "071100-1", "starts_ms": start, "ends_ms": start + HOUR_MS}
    refused = centre.post("/api/v1/receptions", json={**asked, "citizen": "900101300123"}, headers=me)
    assert (refused.status_code, "900101300123" in refused.text) == (422, False)
    name = {"id": "deputy", "name_kk": "депутат", "name_ru": "ИИН 900101300123", "name_en": "deputy"}
    refused = centre.post("/api/v1/addressees", json=name, headers=me)
    assert (refused.status_code, refused.json()["problems"][0]["path"]) == (422, "name_ru")
    booked = centre.post("/api/v1/receptions", json=asked, headers=me)
    assert booked.status_code == 201
    assert [row["id"] for row in centre.get("/api/v1/receptions", headers=me).json()["items"]] == [booked.json()["id"]]


def test_a_personal_number_is_taken_nowhere(centre: TestClient) -> None:
    me = a_token(centre)
    account = {"login": "dana", "display_name": "Dana", "password": "long enough", "grants": []}
    number = "900101 300123"
    for path, asked in (
        ("accounts", account | {"login": number.replace(" ", "")}),
        ("accounts", account | {"display_name": number}),
        ("accounts/administrator-all/tokens", {"name": number}),
    ):
        refused = centre.post(f"/api/v1/{path}", json=asked, headers=me)
        assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, "personal_number")
    layer = {"document": {"helpdesk": {"telephone": number}}, "reason": "test"}
    assert centre.put(FLEET, json=layer, headers={**me, "If-Match": "0"}).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "terminals/none/story?before_ms={0}",
        "actions?before={0}",
        "receptions?from_ms={0}",
        "receptions?until_ms={0}",
    ],
)
def test_a_number_that_no_database_holds_is_named(centre: TestClient, path: str) -> None:
    answer = centre.get("/api/v1/" + path.format(10**30), headers=a_token(centre))
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["path"].startswith("query.")


def test_a_revision_of_any_length_is_only_a_wrong_one(centre: TestClient) -> None:
    asked = {"document": {}, "reason": "test"}
    answer = centre.put(FLEET, json=asked, headers={**a_token(centre), "If-Match": "9" * 5000})
    assert answer.status_code == 412


def test_a_character_that_not_every_database_holds_is_refused(centre: TestClient) -> None:
    me = a_token(centre)
    account = {"login": "dana", "display_name": "Da\0na", "password": "long enough", "grants": []}
    answer = centre.post("/api/v1/accounts", json=account, headers=me)
    assert (answer.status_code, answer.json()["problems"][0]["path"]) == (422, "body.display_name")
    assert centre.get("/api/v1/terminals/a%00b/now", headers=me).status_code in {404, 422}
    assert centre.post("/login", data={"login": "a\0b", "password": "x"}).status_code in {401, 422}


def test_hours_are_replaced_whole_and_a_wrong_weekday_is_named(centre: TestClient) -> None:
    me = a_token(centre)
    day = {"opens_min": 540, "closes_min": 1080, "lunch_from_min": 780, "lunch_until_min": 840}
    path = "/api/v1/branches/071100/hours"
    assert centre.put(path, json={"0": day, "4": day}, headers=me).status_code == 204
    assert set(centre.get(path, headers=me).json()["week"]) == {"0", "4"}
    assert "weekday is 9" in centre.put(path, json={"9": day}, headers=me).json()["detail"]
    change = {"from_day": "2026-12-01", "until_day": "2026-12-02", "kind": "closed", "branch_id": "071100"}
    made = centre.post("/api/v1/hours-changes", json=change, headers=me).json()
    assert centre.delete(f"/api/v1/hours-changes/{made['id']}", headers=me).status_code == 204


def test_actions_are_recorded_and_their_chain_is_whole(centre: TestClient) -> None:
    a_token(centre)
    auditor = a_token(centre, Role.AUDITOR)
    rows = centre.get("/api/v1/actions", headers=auditor).json()
    assert {"account.create", "account.create_token"} <= {row["action"] for row in rows}
    assert centre.get("/api/v1/actions/chain", headers=auditor).json() == {"first_broken": None}
    assert "long enough" not in centre.get("/api/v1/actions", headers=auditor).text


def test_a_body_that_grows_too_large_is_cut_off(centre: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 1000 + 2):
            yield b"x" * 1000

    for content in (b"x" * (LARGEST_BODY + 1), endless()):
        answer = centre.post("/api/v1/enrolments", content=content)
        assert (answer.status_code, answer.json()["code"]) == (413, "request_entity_too_large")


def test_the_centre_is_alive_before_it_is_ready(centre: TestClient) -> None:
    assert centre.get("/healthz").text == "alive\n"
    assert centre.get("/readyz").status_code == 503
    with centre.app.state.database.transaction() as session:  # type: ignore[attr-defined]
        open_eyes(session, now_ms())
    assert centre.get("/readyz").json() == {"ready": True, "wrong": []}


def test_figures_are_for_this_machine_and_for_who_sees_the_fleet(centre: TestClient) -> None:
    assert "beket_outbox_unsent 0.0" in centre.get("/metrics").text
    proxied = {"X-Forwarded-For": "10.0.0.1"}
    assert centre.get("/metrics", headers=proxied).status_code != 200
    assert centre.get("/metrics", headers={**proxied, **a_token(centre, Role.VIEWER)}).status_code == 200


def test_the_description_in_docs_is_not_stale() -> None:
    kept = Path(__file__).parents[2] / "docs" / FILE_NAME
    assert kept.read_bytes() == openapi_document(), "run: .beket/venv/bin/python -m control_plane.api docs"
