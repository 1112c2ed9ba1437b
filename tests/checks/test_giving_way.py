"""A probe that is ended for a call's sake: the device is free at once, and the answer is no fault."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.media import Camera, Microphone
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict
from hardware.holders import holders_of
from hardware.sound.server import environment_of, list_sources, listeners_of
from hardware.virtual.folder import VirtualMicrophone
from tests.support.devices import impatient, sounding, with_camera
from tests.support.waiting import until

LONG = Circumstances(
    configuration=impatient(camera=Camera(watch_s=20), microphone=Microphone(listen_s=20)),
)


def begin(name: str, terminal: Terminal, prober: Prober) -> dict[str, Judgement]:
    reading = next(reading for reading in READINGS if reading.name == name)
    return take_look(reading, terminal, LONG, prober=prober)


def ended(answers: dict[str, Judgement]) -> set[tuple[Verdict, tuple[Reason, ...]]]:
    return {(answer.verdict, answer.reasons) for answer in answers.values()}


def is_heard(devices: Path) -> bool:
    environment = environment_of(devices)
    microphone = VirtualMicrophone(speech=()).source
    return any(listeners_of(each, environment) for each in list_sources(environment) if each.name == microphone)


def test_a_camera_probe_gives_way_and_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    terminal, prober = with_camera(tmp_path), Prober()
    node = tmp_path / "devices/camera.json"
    with ThreadPoolExecutor() as looking:
        answer = looking.submit(begin, "camera.full", terminal, prober)
        until(lambda: holders_of(node), within_s=60)
        prober.give_way("camera_picture")
        until(lambda: not holders_of(node))
        assert ended(answer.result()) == {(Verdict.NO_EVIDENCE, (Reason.CAMERA_GAVE_WAY,))}


@pytest.mark.sound
def test_a_sound_probe_gives_way(tmp_path: Path) -> None:
    prober = Prober()
    with sounding(tmp_path) as terminal, ThreadPoolExecutor() as looking:
        answer = looking.submit(begin, "microphone.full", terminal, prober)
        until(lambda: is_heard(tmp_path / "devices"), within_s=60)
        prober.give_way("microphone_sound")
        until(lambda: not is_heard(tmp_path / "devices"))
        assert ended(answer.result()) == {(Verdict.NO_EVIDENCE, (Reason.MICROPHONE_GAVE_WAY,))}


def test_other_probes_go_on(tmp_path: Path) -> None:
    terminal, prober = with_camera(tmp_path), Prober()
    with ThreadPoolExecutor() as looking:
        answer = looking.submit(begin, "camera.quick", terminal, prober)
        prober.give_way("camera_picture")
        assert answer.result()["camera.presence"].verdict is Verdict.OK
