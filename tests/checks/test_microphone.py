"""Every answer about the microphone, heard through a real PipeWire by the child process."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.checks.descriptor import Terminal
from agent.checks.now import look
from agent.lock import take_lock
from contract.configuration.people import Privacy
from contract.verdicts import Judgement, Reason, Verdict
from hardware.sound.server import Source, environment_of, list_sources, listeners_of
from hardware.virtual.folder import turn
from tests.support.devices import impatient, sounding
from tests.support.waiting import until

pytestmark = pytest.mark.sound

HEARD_S = 1.0
"""What was fed before the knob was turned is heard for this long."""


def judged(terminal: Terminal, *, names: set[str], **sections: object) -> dict[str, Judgement]:
    return {answer.check: answer.judgement for answer in look(terminal, impatient(**sections), names=names)}


def turned(folder: Path, device: str, fault: str) -> None:
    devices = folder / "devices"
    turn(devices, device, fault=fault)
    if fault == "muted":
        until(lambda: any(source.muted for source in list_sources(environment_of(devices))))
    time.sleep(HEARD_S)


def test_a_microphone_that_hears_speech_is_well_in_every_respect(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        answers = judged(terminal, names={"microphone", "speaker"})
    assert {check: answer.verdict for check, answer in answers.items()} == {
        "microphone.presence": Verdict.OK,
        "microphone.mixer": Verdict.OK,
        "microphone.signal": Verdict.OK,
        "microphone.level": Verdict.OK,
        "microphone.level_trend": Verdict.NO_EVIDENCE,  # nobody knows before ten days
        "microphone.clipping": Verdict.OK,
        "microphone.offset": Verdict.OK,
        "microphone.hum": Verdict.OK,
        "microphone.dropouts": Verdict.OK,
        "microphone.noise": Verdict.NO_EVIDENCE,  # nobody said yet what is usual
        "speaker.presence": Verdict.OK,
        "speaker.mixer": Verdict.OK,
    }


def test_the_lock_of_the_running_agent_does_not_keep_its_own_looks_waiting(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        assert take_lock(Path(terminal.state)) is not None
        answer = judged(terminal, names={"microphone.signal"})["microphone.signal"]
    assert (answer.verdict, answer.facts.get("error")) == (Verdict.OK, None)


@pytest.mark.parametrize(
    ("device", "check", "reason"),
    [
        ("microphone", "microphone.presence", Reason.MICROPHONE_MISSING),
        ("speaker", "speaker.presence", Reason.SPEAKER_MISSING),
    ],
)
def test_an_unplugged_sound_device_is_missing(tmp_path: Path, device: str, check: str, reason: Reason) -> None:
    with sounding(tmp_path) as terminal:
        turned(tmp_path, device, "unplugged")
        answer = judged(terminal, names={check})[check]
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (reason,))


@pytest.mark.parametrize(
    ("fault", "check", "verdict", "reason"),
    [
        ("muted", "microphone.mixer", Verdict.FAILED, Reason.MICROPHONE_MUTED),
        ("silence", "microphone.signal", Verdict.FAILED, Reason.MICROPHONE_DEAD),
        ("silence", "microphone.level", Verdict.NO_EVIDENCE, Reason.MICROPHONE_NO_SPEECH),
        ("quiet", "microphone.level", Verdict.WARNING, Reason.MICROPHONE_QUIET),
    ],
)
def test_what_is_wrong_with_the_sound_is_named(
    tmp_path: Path, *, fault: str, check: str, verdict: Verdict, reason: Reason
) -> None:
    with sounding(tmp_path) as terminal:
        turned(tmp_path, "microphone", fault)
        answer = judged(terminal, names={check})[check]
    assert (answer.verdict, answer.reasons) == (verdict, (reason,))


def test_a_muted_microphone_is_muted_and_not_dead(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        turned(tmp_path, "microphone", "muted")
        answers = judged(terminal, names={"microphone"}, privacy=Privacy(rest_allowed=True))
    assert answers["microphone.mixer"].verdict is Verdict.AT_REST
    assert answers["microphone.signal"].verdict is Verdict.AT_REST
    assert answers["microphone.signal"].reasons == (Reason.MICROPHONE_MUTED,)


def test_a_microphone_plugged_in_again_is_found_and_heard(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        turned(tmp_path, "microphone", "unplugged")
        turned(tmp_path, "microphone", "none")
        answers = judged(terminal, names={"microphone.presence", "microphone.signal"})
    assert {answer.verdict for answer in answers.values()} == {Verdict.OK}


def test_a_microphone_pulled_out_while_we_listen_is_missing_and_not_dead(tmp_path: Path) -> None:
    devices = tmp_path / "devices"
    with sounding(tmp_path) as terminal, ThreadPoolExecutor() as looking:
        answer = looking.submit(judged, terminal, names={"microphone.signal"})
        until(lambda: [each for each in list_sources(environment_of(devices)) if _is_heard(each, devices)])
        turn(devices, "microphone", fault="unplugged")
        signal = answer.result()["microphone.signal"]
    assert (signal.verdict, signal.reasons) == (Verdict.NO_EVIDENCE, (Reason.MICROPHONE_MISSING,))


def _is_heard(source: Source, devices: Path) -> bool:
    return bool(listeners_of(source, environment_of(devices)))


def test_a_microphone_in_a_call_is_left_alone_and_the_application_named(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        call = subprocess.Popen(
            ["parec", "--device=beket_microphone.monitor", "--client-name=videocall"],
            env=environment_of(tmp_path / "devices"),
            stdout=subprocess.DEVNULL,
        )
        devices = tmp_path / "devices"
        until(lambda: [each for each in list_sources(environment_of(devices)) if _is_heard(each, devices)])
        answer = judged(terminal, names={"microphone.signal"})["microphone.signal"]
        call.terminate()
        call.wait()
    assert (answer.verdict, answer.reasons) == (Verdict.IN_USE, (Reason.MICROPHONE_IN_USE,))
    assert answer.facts["holder"] == "videocall"


def test_a_sound_server_that_ended_is_a_microphone_that_could_not_be_checked(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        pass
    answer = judged(terminal, names={"microphone.mixer"})["microphone.mixer"]
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.MICROPHONE_NOT_CHECKED,))
    assert answer.facts["error"]


def test_nothing_of_the_sound_server_is_left_running(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        runtime = environment_of(Path(terminal.devices or ""))["XDG_RUNTIME_DIR"]
        assert Path(runtime).exists()
    left = [entry for entry in Path("/proc").iterdir() if entry.name.isdecimal() and runtime in _environment(entry)]
    assert not left
    assert not Path(runtime).exists()


def _environment(process: Path) -> str:
    try:
        return os.fsdecode((process / "environ").read_bytes())
    except OSError:
        return ""
