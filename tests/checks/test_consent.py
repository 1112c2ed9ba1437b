"""The employee is told, and may say "not now"; what we used is in her ledger, and a person's own look gives way too."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from agent.checks.consent import is_refused, refuse
from agent.checks.learning import Learnt, learn
from agent.checks.now import look
from agent.checks.runner import looks_of
from agent.ledger import MOST_BYTES, NAME, Use, Why, note, read_ledger
from contract.configuration.media import Camera
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement, Reason, Verdict
from hardware.holders import holders_of
from hardware.virtual.folder import turn
from tests.support.devices import a_terminal, impatient, with_camera
from tests.support.waiting import until


def a_use(number: int) -> Use:
    return Use(
        at_ms=1_700_000_000_000 + number,
        certain=True,
        device=Component.CAMERA,
        seconds=5.0,
        why=Why.CHECK,
        look="camera.full",
    )


def test_a_tone_is_not_heard_when_she_says_not_now_in_the_countdown(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    tone = next(each for each in looks_of(terminal) if each.audible)
    with ThreadPoolExecutor() as looking:
        answer = looking.submit(tone.run, Circumstances(configuration=impatient()))
        while not answer.done():  # what was said before the countdown began counts for nothing
            refuse(Path(terminal.state))
            time.sleep(0.05)
        judged = answer.result()
    assert {answer.reasons for answer in judged.values()} == {(Reason.SPEAKER_NOT_NOW,)}
    assert read_ledger(Path(terminal.state)) == []


def test_a_not_now_of_yesterday_says_nothing_today(tmp_path: Path) -> None:
    refuse(tmp_path)
    assert not is_refused(tmp_path, seconds=0.2)


def test_she_is_told_of_camera_microphone_and_speaker_and_not_of_the_line(tmp_path: Path) -> None:
    looks = {each.name: each for each in looks_of(a_terminal(tmp_path))}
    assert {each.name for each in looks.values() if each.holds} == {
        "camera.full",
        "microphone.full",
        "speaker.loopback",
    }
    assert looks["network.path"].disturbs


def test_what_used_the_camera_is_in_the_ledger_and_what_found_none_is_not(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    assert learn(Component.CAMERA, terminal, Circumstances(configuration=impatient())) is Learnt.KEPT
    turn(tmp_path / "devices", "camera", fault="unplugged")
    list(look(terminal, impatient(), names={"camera"}))
    [use] = read_ledger(Path(terminal.state))
    assert (use.device, use.why, use.left) == (Component.CAMERA, Why.LEARN, "")


def test_the_ledger_is_bounded_and_keeps_the_newest(tmp_path: Path) -> None:
    for number in range(3000):
        note(tmp_path, a_use(number))
    uses = read_ledger(tmp_path)
    assert (tmp_path / NAME).stat().st_size <= MOST_BYTES
    assert uses[-1] == a_use(2999)
    assert len(uses) > 500


def test_a_line_that_a_power_cut_ended_is_left_out(tmp_path: Path) -> None:
    note(tmp_path, a_use(1))
    with (tmp_path / NAME).open("ab") as ledger:
        ledger.write(b'{"at_ms":17\n')
    note(tmp_path, a_use(2))
    assert read_ledger(tmp_path) == [a_use(1), a_use(2)]


def test_the_ledger_is_read_by_a_command(tmp_path: Path) -> None:
    note(tmp_path, a_use(1))
    command = [sys.executable, "-m", "agent.cli", "ledger", "--state", str(tmp_path), "--language", "en"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"TZ": "UTC"}).stdout
    assert told == "2023-11-14 22:13 · Camera · 5 s · self-check · nothing left the terminal\n"


def judged(folder: Path, *, began: list[float]) -> dict[str, Judgement]:
    """Look for half a minute; a call begins as soon as the camera is held."""
    terminal = with_camera(folder)
    node = folder / "devices/camera.json"

    def is_called() -> bool:
        if holders_of(node) and not began:
            began.append(time.monotonic())
        return bool(began)

    answers = look(terminal, impatient(camera=Camera(watch_s=20)), names={"camera"}, hands_off=is_called)
    return {answer.check: answer.judgement for answer in answers}


def test_a_look_that_a_person_asked_for_gives_way_to_a_call_too(tmp_path: Path) -> None:
    answers = judged(tmp_path, began=[])
    assert answers["camera.frames"].reasons == (Reason.CAMERA_GAVE_WAY,)
    assert answers["camera.presence"].verdict is Verdict.OK
    assert [use.why for use in read_ledger(tmp_path / "state")] == [Why.ASKED]


def test_nothing_is_opened_while_a_call_goes_on(tmp_path: Path) -> None:
    answers = judged(tmp_path, began=[time.monotonic()])
    assert answers["camera.frames"].reasons == (Reason.CAMERA_GAVE_WAY,)
    given = Circumstances(configuration=impatient())
    assert learn(Component.CAMERA, a_terminal(tmp_path), given, hands_off=lambda: True) is Learnt.IN_USE
    until(lambda: not holders_of(tmp_path / "devices/camera.json"))
