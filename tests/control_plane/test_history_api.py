from pathlib import Path

from contract.verdicts import Readiness, Verdict
from control_plane.database import Database
from control_plane.history.models import CheckState, Flip, ReadinessFlip, TerminalState
from control_plane.people.states import Role
from control_plane.presence.models import Presence
from control_plane.presence.states import PresenceState
from tests.control_plane.factories import NOW_MS, a_centre, a_terminal, a_token

RUN = "0" * 16
EDGES = {"name": "edges_gone", "value": 0.83, "op": ">=", "limit": 0.55}


def a_covered_camera(database: Database, seat: str) -> str:
    with database.transaction() as session:
        terminal = a_terminal(session, seat=seat)
        because = [{"check": "camera.view", "reason": "camera.covered"}]
        session.add(
            TerminalState(terminal=terminal, readiness=Readiness.AUDIO_ONLY, readiness_since_ms=NOW_MS, because=because)
        )
        session.add(
            CheckState(
                terminal=terminal,
                check_name="camera.view",
                component="camera",
                verdict=Verdict.FAILED,
                reasons=["camera.covered"],
                figures=[EDGES],
                facts={},
                since_ms=NOW_MS,
                looked_ms=NOW_MS,
                run_ordinal=1,
                seq=3,
            )
        )
        for at_ms, seq in ((NOW_MS, 3), (NOW_MS - 1000, 4)):
            session.add(
                Flip(
                    terminal=terminal,
                    check_name="camera.view",
                    from_verdict=Verdict.OK,
                    to_verdict=Verdict.FAILED,
                    reasons=["camera.covered"],
                    figures=[EDGES],
                    event_ms=at_ms,
                    event_clock="uptime",
                    received_ms=NOW_MS,
                    run=RUN,
                    seq=seq,
                )
            )
        flip = ReadinessFlip(terminal=terminal, from_readiness="ready", to_readiness="audio_only", because=because)
        flip.at_ms = NOW_MS
        presence = Presence(terminal=terminal, state=PresenceState.ONLINE, since_ms=1, seen_ms=2, link_class="wired")
        session.add_all([flip, presence])
    return terminal


def test_states_are_filtered_by_readiness_and_scope(database_url: str, tmp_path: Path) -> None:
    with a_centre(database_url, tmp_path) as centre:
        database: Database = centre.app.state.database  # type: ignore[attr-defined]
        near, far = a_covered_camera(database, "071100-1"), a_covered_camera(database, "021100-1")
        everywhere, office = a_token(centre, Role.VIEWER), a_token(centre, Role.VIEWER, office="100000000")
        asked = "/api/v1/states?readiness=audio_only"
        assert {row["terminal"] for row in centre.get(asked, headers=everywhere).json()["items"]} == {near, far}
        assert [row["terminal"] for row in centre.get(asked, headers=office).json()["items"]] == [near]
        assert centre.get("/api/v1/states?readiness=ready", headers=everywhere).json()["items"] == []
        assert centre.get(f"/api/v1/terminals/{far}/now", headers=office).status_code == 404


def test_a_terminal_now_and_its_story_come_with_evidence_in_event_order(database_url: str, tmp_path: Path) -> None:
    with a_centre(database_url, tmp_path) as centre:
        database: Database = centre.app.state.database  # type: ignore[attr-defined]
        terminal = a_covered_camera(database, "071100-1")
        me = a_token(centre, Role.VIEWER)
        now = centre.get(f"/api/v1/terminals/{terminal}/now", headers=me).json()
        assert now["presence"]["state"] == "online"
        assert [(check["check_name"], check["figures"]) for check in now["checks"]] == [("camera.view", [EDGES])]
        story = centre.get(f"/api/v1/terminals/{terminal}/story", headers=me).json()
        assert [flip["event_ms"] for flip in story["checks"]] == [NOW_MS, NOW_MS - 1000]
        assert [flip["to_readiness"] for flip in story["readiness"]] == ["audio_only"]
        earlier = centre.get(f"/api/v1/terminals/{terminal}/story?before_ms={NOW_MS}", headers=me).json()
        assert [flip["event_ms"] for flip in earlier["checks"]] == [NOW_MS - 1000]
