"""The suite's own tools: each of them can fail."""

import os
import subprocess
import sys
from pathlib import Path

import paho.mqtt.client as paho
import pytest
import sqlalchemy
from paho.mqtt.enums import CallbackAPIVersion

from hardware.virtual.sound_server import SoundServer
from tests.support.browser import OpenPage, foreign
from tests.support.mosquitto import Mosquitto
from tests.support.ports import LOOPBACK, is_open


def test_a_client_reaches_the_broker_until_it_is_killed(mosquitto: Mosquitto) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2)
    assert client.connect(LOOPBACK, mosquitto.port) == paho.MQTT_ERR_SUCCESS
    client.disconnect()
    mosquitto.kill()
    assert not is_open(mosquitto.port)
    mosquitto.start()
    assert is_open(mosquitto.port)


def test_every_test_gets_an_empty_database(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE once (id INTEGER PRIMARY KEY)"))
    engine.dispose()


test_every_test_really_gets_an_empty_database = test_every_test_gets_an_empty_database


@pytest.mark.browser
def test_a_page_is_shown(open_page: OpenPage) -> None:
    page = open_page(locale="kk")
    page.set_content("<h1>Бекет</h1>")
    assert page.get_by_role("heading").inner_text() == "Бекет"


@pytest.mark.sound
def test_a_sound_card_appears(pipewire: SoundServer) -> None:
    module = pipewire.command("load-module", "module-null-sink", "sink_name=counter").strip()
    assert "counter.monitor" in pipewire.command("list", "short", "sources")
    pipewire.command("unload-module", module)
    assert "counter" not in pipewire.command("list", "short", "sources")


def test_only_loopback_is_no_complaint() -> None:
    assert not foreign("http://127.0.0.1:8080/queue")
    assert not foreign("data:image/png;base64,AA")
    assert foreign("http://beket.example/htmx.js")


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 failed")])
def test_a_skip_is_counted_and_fails_in_ci(tmp_path: Path, ci: str, outcome: str) -> None:
    (tmp_path / "test_it.py").write_text("import pytest\ndef test_it(): pytest.skip('chromium is not here')\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.support.absence", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, env={**os.environ, "CI": ci}, capture_output=True, text=True, check=False)
    assert outcome in done.stdout
    assert "chromium is not here" in done.stdout


@pytest.mark.parametrize(("asked", "outcome"), [([], "1 passed, 1 deselected"), (["-m", "soak"], "1 passed, 1 des")])
def test_soak_tests_run_only_when_asked_for(tmp_path: Path, asked: list[str], outcome: str) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\ndef test_short(): pass\n@pytest.mark.soak\ndef test_long(): pass\n"
    )
    plugins = ["-p", "tests.support.soak", "-p", "no:cacheprovider", "-W", "ignore"]
    command = [sys.executable, "-m", "pytest", "-v", *plugins, *asked, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome in done.stdout
    assert ("test_long PASSED" if asked else "test_short PASSED") in done.stdout
