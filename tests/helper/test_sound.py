"""The session's sound, through the helper: switched on, turned up, and listened to, by a real PipeWire."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.checks.descriptor import Terminal
from agent.checks.now import look
from agent.helper.call import Call, RefusedError
from agent.helper.sound import restart_audio
from contract.verdicts import Judgement, Reason, Verdict
from hardware.sound.server import Source, environment_of, list_sinks, list_sources, listeners_of, pactl
from tests.helper.asking import Helper, a_helper, as_root
from tests.helper.places import a_place, log_in
from tests.support.devices import impatient, sounding
from tests.support.waiting import until

pytestmark = [pytest.mark.sound, as_root]


@contextmanager
def a_session_with_sound(folder: Path) -> Iterator[tuple[Helper, dict[str, str]]]:
    """Yield a helper, and the environment of the session whose sound server only the session itself can find."""
    with sounding(folder / "virtual") as terminal:
        devices = Path(terminal.devices or "")
        environment = environment_of(devices)
        (devices / "sound_server.json").unlink()
        place = a_place(folder)
        log_in(place.root, Path(environment["XDG_RUNTIME_DIR"]))
        with a_helper(folder, "--root", str(place.root), "--devices", str(devices)) as helper:
            yield helper, environment


@pytest.fixture
def session(tmp_path: Path) -> Iterator[tuple[Helper, dict[str, str]]]:
    (tmp_path / "virtual").mkdir()
    with a_session_with_sound(tmp_path) as found:
        yield found


def microphone(environment: dict[str, str]) -> Source:
    return next(each for each in list_sources(environment) if each.name == "beket_microphone.monitor")


def speaker(environment: dict[str, str]) -> Source:
    return next(each for each in list_sinks(environment) if each.name == "beket_speaker")


def looked(folder: Path, helper: Helper, monkeypatch: pytest.MonkeyPatch, *checks: str) -> dict[str, Judgement]:
    monkeypatch.setenv("BEKET_HELPER", str(helper.socket))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    terminal = Terminal(state=str(folder / "state"), profile="demo", root=str(folder / "root"))
    return {answer.check: answer.judgement for answer in look(terminal, impatient(), names=set(checks))}


def test_a_microphone_that_is_switched_off_is_switched_on(session: tuple[Helper, dict[str, str]]) -> None:
    helper, environment = session
    pactl("set-source-mute", "beket_microphone.monitor", "1", environment=environment)
    assert helper.ask("unmute", "microphone").detail == "microphone switched on"
    assert not microphone(environment).muted


def test_a_speaker_is_turned_down_and_switched_on(session: tuple[Helper, dict[str, str]]) -> None:
    helper, environment = session
    pactl("set-sink-mute", "beket_speaker", "1", environment=environment)
    assert helper.ask("set_volume", "speaker:35").detail == "speaker set to 35 %"
    assert helper.ask("unmute", "speaker").ok
    assert (round(speaker(environment).volume_percent), speaker(environment).muted) == (35, False)


def test_the_microphone_is_heard_as_the_sessions_user(
    session: tuple[Helper, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = looked(tmp_path, session[0], monkeypatch, "microphone.signal", "microphone.level")
    assert {check: answer.verdict for check, answer in answers.items()} == {
        "microphone.signal": Verdict.OK,
        "microphone.level": Verdict.OK,
    }


def test_the_session_s_own_switch_is_what_counts(
    session: tuple[Helper, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    helper, environment = session
    pactl("set-source-mute", "beket_microphone.monitor", "1", environment=environment)
    answer = looked(tmp_path, helper, monkeypatch, "microphone.mixer")["microphone.mixer"]
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.MICROPHONE_MUTED,))


def test_who_goes_away_takes_the_microphone_from_nobody(session: tuple[Helper, dict[str, str]]) -> None:
    helper, environment = session
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(helper.socket))
        line.sendall(b'{"verb":"probe_sound","subject":"microphone_sound"}\n')
        until(lambda: listeners_of(microphone(environment), environment), within_s=60)
    until(lambda: not listeners_of(microphone(environment), environment))


def test_without_a_session_no_sound_server_is_restarted(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="nobody is logged in"):
        restart_audio(Call(place=a_place(tmp_path), subject="", deadline_s=5))
