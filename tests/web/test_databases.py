"""The pages read and write both databases alike."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from contract.verdicts import Readiness
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
