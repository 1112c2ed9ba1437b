"""Every answer about the speaker: its switch, and the test tone that a child plays and listens for."""

import dataclasses
import subprocess
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Reading, Terminal
from agent.checks.learning import Learnt, learn
from agent.checks.now import look
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from agent.looks import LookKind
from contract.configuration.media import Speaker
from contract.configuration.people import Privacy
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement, Reason, Verdict
from hardware.sound.server import OWN_NAME, environment_of, list_sinks, list_sources, listeners_of, players_of
from hardware.virtual.folder import turn
from tests.support.devices import impatient, sounding
from tests.support.waiting import until

pytestmark = pytest.mark.sound

HEARD_S = 1.0


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with sounding(tmp_path_factory.mktemp("speaker")) as here:
        yield here


@pytest.fixture
def terminal(shared: Terminal) -> Terminal:
    """Put every knob back."""
    turn(devices_of(shared), "microphone", fault="none", strength=1.0)
    turn(devices_of(shared), "speaker", fault="none", echo_ms=60.0)
    time.sleep(HEARD_S)
    return shared


def devices_of(terminal: Terminal) -> Path:
    return Path(terminal.devices or "")


def judged(terminal: Terminal, *names: str, **sections: object) -> dict[str, Judgement]:
    answers = look(terminal, impatient(**sections), names=names or {"speaker"}, kind=LookKind.THOROUGH)
    return {answer.check: answer.judgement for answer in answers}


def heard(terminal: Terminal, *names: str, is_it: Callable[[dict[str, Judgement]], bool]) -> dict[str, Judgement]:
    """Look up to three times: on a busy machine the sound server itself drops a tone now and then."""
    answers = judged(terminal, *names)
    for _ in range(2):
        if is_it(answers):
            break
        answers = judged(terminal, *names)
    return answers


def turned(terminal: Terminal, device: str, **knobs: object) -> Terminal:
    turn(devices_of(terminal), device, **knobs)
    time.sleep(HEARD_S)
    return terminal


def test_the_tone_is_heard_though_another_look_listens_too(terminal: Terminal) -> None:
    answers = heard(
        terminal, "speaker", "microphone.signal", is_it=lambda all_: all_["speaker.loopback"].verdict is Verdict.OK
    )
    assert {check: answer.verdict for check, answer in answers.items() if not check.endswith(".use")} == {
        "speaker.presence": Verdict.OK,
        "speaker.mixer": Verdict.OK,
        "speaker.loopback": Verdict.OK,
        "speaker.level": Verdict.NO_EVIDENCE,
        "speaker.echo": Verdict.OK,
        "microphone.signal": Verdict.OK,
    }
    assert answers["speaker.echo"].figures[0].value == pytest.approx(60, abs=15)
    assert answers["speaker.loopback"].facts["processing"] == "none"
    assert answers["speaker.level"].reasons == (Reason.SPEAKER_NO_BASELINE,)


def test_sound_that_comes_back_too_late_is_an_echo_to_mind(terminal: Terminal) -> None:
    turned(terminal, "speaker", echo_ms=200)
    answer = heard(terminal, "speaker.echo", is_it=lambda all_: all_["speaker.echo"].verdict.is_bad)["speaker.echo"]
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (Reason.SPEAKER_ECHO_DELAY,))


def test_a_cut_cable_is_the_speaker_s_fault(terminal: Terminal) -> None:
    turned(terminal, "speaker", fault="silent")
    answers = heard(terminal, is_it=lambda all_: all_["speaker.loopback"].verdict.is_bad)
    assert answers["speaker.mixer"].verdict is Verdict.OK
    assert answers["speaker.loopback"].verdict is Verdict.FAILED
    assert answers["speaker.loopback"].reasons == (Reason.SPEAKER_LOOPBACK_FAILED,)
    assert answers["speaker.echo"].reasons == (Reason.SPEAKER_LOOPBACK_INCONCLUSIVE,)


def test_a_microphone_that_stays_silent_while_the_tone_plays_is_the_microphone_s_fault(terminal: Terminal) -> None:
    answers = judged(turned(terminal, "microphone", fault="silence"), "speaker.loopback", "microphone.tone")
    assert {check: (answer.verdict, answer.reasons) for check, answer in answers.items()} == {
        "speaker.loopback": (Verdict.FAILED, (Reason.SPEAKER_LOOPBACK_MICROPHONE,)),
        "microphone.tone": (Verdict.FAILED, (Reason.MICROPHONE_DEAD,)),
    }


def a_still_room(folder: Path) -> str:
    """Return a recording of steady faint noise: nobody speaks beside the tone."""
    with wave.open(str(folder / "room.wav"), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(np.random.default_rng(1).normal(0, 30, 96_000).astype("<i2").tobytes())
    return str(folder / "room.wav")


def test_a_speaker_that_became_faint_is_told_against_what_was_learnt(tmp_path: Path) -> None:
    with sounding(tmp_path, hears=(a_still_room(tmp_path),)) as own:
        given = Circumstances(configuration=impatient())
        until(lambda: learn(Component.SPEAKER, own, given) is Learnt.KEPT, within_s=90)
        turned(own, "speaker", fault="faint")
        for lost_db, verdict in ((30.0, Verdict.WARNING), (20.0, Verdict.FAILED)):
            wanted = (verdict, (Reason.SPEAKER_LOOPBACK_FAILED,))
            until(partial(is_level, own, Speaker(tone_lost_db=lost_db), wanted), within_s=90)


def is_level(terminal: Terminal, rules: Speaker, wanted: tuple[Verdict, tuple[Reason, ...]]) -> bool:
    answer = judged(terminal, "speaker.level", speaker=rules)["speaker.level"]
    return (answer.verdict, answer.reasons) == wanted


def test_a_speaker_that_is_switched_off_is_not_tried(terminal: Terminal) -> None:
    turn(devices_of(terminal), "speaker", fault="muted")
    until(lambda: any(sink.muted for sink in list_sinks(environment_of(devices_of(terminal)))))
    answers = judged(terminal, "speaker.mixer", "speaker.loopback")
    assert {answer.reasons for answer in answers.values()} == {(Reason.SPEAKER_MUTED,)}
    assert {answer.verdict for answer in answers.values()} == {Verdict.FAILED}


@pytest.mark.parametrize(("rest_allowed", "verdict"), [(True, Verdict.AT_REST), (False, Verdict.FAILED)])
def test_nobody_plays_to_a_microphone_that_is_switched_off(
    terminal: Terminal, *, rest_allowed: bool, verdict: Verdict
) -> None:
    turn(devices_of(terminal), "microphone", fault="muted")
    until(lambda: any(source.muted for source in list_sources(environment_of(devices_of(terminal)))))
    privacy = Privacy(rest_allowed=rest_allowed)
    answer = judged(terminal, "speaker.loopback", privacy=privacy)["speaker.loopback"]
    assert (answer.verdict, answer.reasons) == (verdict, (Reason.SPEAKER_LOOPBACK_MICROPHONE,))


def test_a_speaker_that_somebody_plays_on_is_left_alone_and_the_application_named(terminal: Terminal) -> None:
    environment = environment_of(devices_of(terminal))
    with subprocess.Popen(
        ["pacat", "--playback", "--device=beket_speaker", "--client-name=videocall", "/dev/zero"], env=environment
    ) as call:
        until(lambda: [sink for sink in list_sinks(environment) if "videocall" in players_of(sink, environment)])
        answer = judged(terminal, "speaker.loopback")["speaker.loopback"]
        call.terminate()
    assert (answer.verdict, answer.reasons) == (Verdict.IN_USE, (Reason.SPEAKER_IN_USE,))
    assert answer.facts["holder"] == "videocall"


def test_a_look_of_our_own_is_no_call(terminal: Terminal) -> None:
    environment = environment_of(devices_of(terminal))
    with subprocess.Popen(
        ["parec", "--device=beket_microphone.monitor", f"--client-name={OWN_NAME}"],
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as other:
        until(lambda: [each for each in list_sources(environment) if OWN_NAME in listeners_of(each, environment)])
        answer = judged(terminal, "microphone.signal")["microphone.signal"]
        other.terminate()
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.MICROPHONE_NOT_CHECKED,))
    assert "another look" in answer.facts["error"]


def test_an_unplugged_speaker_plays_nothing(terminal: Terminal) -> None:
    answers = judged(turned(terminal, "speaker", fault="unplugged"))
    assert answers["speaker.presence"].reasons == (Reason.SPEAKER_MISSING,)
    assert answers["speaker.mixer"].reasons == (Reason.SPEAKER_MISSING,)
    assert answers["speaker.loopback"].verdict is Verdict.NO_EVIDENCE


def test_a_speaker_pulled_out_while_the_tone_plays_is_missing_and_not_silent(terminal: Terminal) -> None:
    environment = environment_of(devices_of(terminal))
    with ThreadPoolExecutor() as looking:
        answer = looking.submit(judged, terminal, "speaker.loopback")
        until(lambda: [sink for sink in list_sinks(environment) if OWN_NAME in players_of(sink, environment)])
        turn(devices_of(terminal), "speaker", fault="unplugged")
        loopback = answer.result()["speaker.loopback"]
    assert (loopback.verdict, loopback.reasons) == (Verdict.NO_EVIDENCE, (Reason.SPEAKER_MISSING,))


def test_another_speaker_in_its_place_is_the_wrong_one(terminal: Terminal) -> None:
    other = Terminal(profile="any", devices=terminal.devices, state=terminal.state)
    answer = judged(other, "speaker.presence")["speaker.presence"]
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.SPEAKER_WRONG_DEVICE,))


def test_where_no_tone_is_allowed_nothing_is_said_of_it(terminal: Terminal) -> None:
    assert "speaker.loopback" not in judged(terminal, "speaker", speaker=Speaker(audible=False))


@pytest.mark.parametrize(
    ("name", "check", "reason"),
    [
        ("speaker.loopback", "speaker.loopback", Reason.SPEAKER_STUCK),
        ("microphone.full", "microphone.signal", Reason.MICROPHONE_STUCK),
    ],
)
def test_a_look_that_does_not_end_is_a_stuck_device(
    terminal: Terminal, *, name: str, check: str, reason: Reason
) -> None:
    reading = dataclasses.replace(a_reading(name), deadline_s=lambda _: 0.8)
    answer = take_look(reading, terminal, Circumstances(configuration=impatient()), prober=Prober())[check]
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (reason,))


def a_reading(name: str) -> Reading:
    return next(reading for reading in READINGS if reading.name == name)
