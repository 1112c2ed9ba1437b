import logging
from pathlib import Path

import pytest

from control_plane.logs import KeyValues
from control_plane.preparation import DEMO_LOGIN, prepare, prepare_demo
from control_plane.settings import SettingsError, load_settings


def test_the_file_beats_the_default_and_the_variable_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('web_port = 9000\nbroker_port = 9001\nbroker_names = ["a", "b"]\n')
    settings = load_settings(tmp_path, {"BEKET_WEB_PORT": "9002", "BEKET_BROKER_IS_CHILD": "false"})
    assert (settings.web_port, settings.broker_port, settings.broker_centre_port) == (9002, 9001, 8884)
    assert settings.broker_names == ("a", "b")
    assert not settings.broker_is_child
    assert settings.database == f"sqlite:///{tmp_path}/control-plane.sqlite"


@pytest.mark.parametrize(
    ("text", "variables", "named"),
    [
        ("web_prot = 1", {}, "web_prot"),
        ("web_port = 'x'", {}, "web_port"),
        ("web_port = 70000", {}, "web_port is 70000"),
        ("web_port =", {}, "settings.toml"),
        ("", {"BEKET_WEB_PORT": "many"}, "web_port"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, variables: dict[str, str], named: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match=named):
        load_settings(tmp_path, variables)


def test_preparing_twice_changes_nothing_and_keeps_the_demos_password(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    prepare(settings)
    login = prepare_demo(settings)
    root = (settings.authority / "root.pub").read_bytes()
    prepare(settings)
    assert prepare_demo(settings) == login
    assert (settings.authority / "root.pub").read_bytes() == root
    assert (tmp_path / DEMO_LOGIN).stat().st_mode & 0o777 == 0o600


def test_a_log_line_is_key_values_and_quotes_what_needs_it() -> None:
    record = logging.makeLogRecord({"msg": "stored", "levelname": "INFO", "name": "ingest", "created": 0.0})
    record.terminal, record.why = "abc", 'said "no"\nand left'
    line = KeyValues().format(record)
    assert line == (
        "at=1970-01-01T00:00:00.000+00:00 level=info from=ingest what=stored terminal=abc "
        r'why="said \"no\"\nand left"'
    )
