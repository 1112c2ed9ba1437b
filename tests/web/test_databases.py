"""The pages read and write both databases alike."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from contract.verdicts import Figure, Readiness, Verdict
from control_plane.ingest.ledger import record_batch
from control_plane.timekeeping import now_ms
from tests.ingest.messages import a_check, a_message, a_report
from tests.web.site import LOGIN, PASSWORD, a_site, an_answer


def test_a_fault_is_shown_and_settings_are_saved_on_either_database(database_url: str, tmp_path: Path) -> None:
    with a_site(database_url, tmp_path) as site, TestClient(site.app, base_url="http://127.0.0.1") as client:
        site.becomes(terminal := site.terminal(), Readiness.AUDIO_ONLY, an_answer(terminal))
        client.post("/login", data={"login": LOGIN, "password": PASSWORD})
        queue = client.get("/queue?region=100000000&component=camera").text
        assert f'id="row-{terminal}"' in queue
        assert re.search(r'id="rail-count">1<', client.get("/settings").text)
        csrf = re.search(r'name="csrf" value="([^"]+)"', queue)
        assert csrf
        form = {"csrf": csrf[1], "if_match": "0", "reason": "closer", "looks.quick_s": "60"}
        page = client.post(f"/terminals/{terminal}/settings", data=form).text
        assert "Объектив закрыт".lower() in page
        assert "60\xa0с" in page


def test_what_no_terminal_measures_stops_no_page(database_url: str, tmp_path: Path) -> None:
    extremes = [Figure(name="edges_gone", value=value, op=">=", limit=-1e308) for value in (1e308, 5e-324, -1e308)]
    with a_site(database_url, tmp_path) as site, TestClient(site.app, base_url="http://127.0.0.1") as client:
        terminal = site.terminal()
        for seq, figure in enumerate(extremes, 1):
            check = a_check("camera.view", Verdict.FAILED, figures=(figure,), changed=True)
            message = a_message(terminal, a_report(seq, check, uptime_ms=2**53), received_ms=now_ms())
            with site.database.transaction() as session:
                record_batch(session, [message], (), authority=site.authority, now=now_ms())
        client.post("/login", data={"login": LOGIN, "password": PASSWORD})
        for page in (f"/terminals/{terminal}", "/queue"):
            assert terminal in client.get(page).text
