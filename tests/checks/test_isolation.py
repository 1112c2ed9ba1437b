"""A probe that hangs, crashes, eats, burns, floods or will not end costs nobody else anything, and is told as it is."""

import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Check, Reading
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from agent.looks import LookKind
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement, Reason, Verdict
from tests.checks.misbehaving import misbehaving
from tests.support.devices import a_terminal, impatient, with_camera
from tests.support.ports import LOOPBACK
from tests.support.waiting import until

GIVEN = Circumstances(configuration=impatient())
STUCK = (Verdict.FAILED, Reason.CAMERA_STUCK)
NOT_CHECKED = (Verdict.NO_EVIDENCE, Reason.CAMERA_NOT_CHECKED)
SOON = {"start_s": 1.5, "deadline_s": 1.0}
"""For the probes that do not end: the agent gives half a minute to start, which no test has to wait for."""


@pytest.fixture(autouse=True)
def _misbehaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(misbehaving.__file__).parent))


def a_reading(how: str, *, deadline_s: float) -> Reading:
    return Reading(
        name="camera.full",
        component=Component.CAMERA,
        kind=LookKind.FULL,
        module="misbehaving",
        checks=(Check(name="camera.frames", stuck=Reason.CAMERA_STUCK),),
        deadline_s=lambda _: deadline_s,
        memory_mib=256,
        cpu_s=1,
        arguments=lambda _: (how,),
    )


def probed(how: str, folder: Path, *, start_s: float = 30.0, deadline_s: float = 30.0) -> Judgement:
    reading = a_reading(how, deadline_s=deadline_s)
    answers = take_look(reading, a_terminal(folder), GIVEN, prober=Prober(start_s=start_s))
    return answers["camera.frames"]


@pytest.mark.parametrize(
    ("how", "answer", "told"),
    [
        ("hangs", STUCK, "did not end within 1 s"),
        ("hangs_and_ignores_its_alarm", STUCK, "did not end within 1 s"),
        ("sleeps_uninterruptibly", STUCK, "did not end within 1 s"),
        ("crashes", NOT_CHECKED, "ended by SIGSEGV"),
        ("raises", NOT_CHECKED, "the driver said nonsense"),
        ("ends_without_a_word", NOT_CHECKED, "truncated"),
        ("eats_memory", NOT_CHECKED, "MemoryError"),
        ("burns_the_processor", NOT_CHECKED, "ended by SIGXCPU"),
        ("floods_what_it_says", NOT_CHECKED, "said more than 1 MiB"),
        ("leaves_a_child_behind", NOT_CHECKED, "left a child"),
    ],
)
def test_what_became_of_a_probe_is_told_as_it_is(
    tmp_path: Path, how: str, answer: tuple[Verdict, Reason], told: str
) -> None:
    judged = probed(how, tmp_path, **(SOON if answer == STUCK else {}))
    assert (judged.verdict, *judged.reasons) == answer
    assert told in judged.facts["error"]


def test_no_other_look_waits_for_one_that_misbehaves(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    well = next(reading for reading in READINGS if reading.name == "camera.quick")
    with ThreadPoolExecutor() as looking:
        slow = looking.submit(probed, "hangs_and_ignores_its_alarm", tmp_path, start_s=5.0, deadline_s=1.0)
        answers = take_look(well, terminal, GIVEN, prober=Prober())
        assert not slow.done()
    assert answers["camera.presence"].verdict is Verdict.OK


def test_services_that_do_not_answer_do_not_keep_the_agent_from_ending(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        port = silent.getsockname()[1]
        command = [sys.executable, "-m", "tests.checks.misbehaving.ending", str(tmp_path), str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as agent:
            assert agent.stdout is not None
            assert agent.stdout.readline() == "ending\n"
            assert agent.wait(25) == 0  # each service has half a minute to answer, and more to be placed


def test_nothing_that_a_probe_started_outlives_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STARTED_BY", str(tmp_path))
    probed("leaves_a_child_behind", tmp_path)
    until(lambda: not started_by(tmp_path))  # what was killed takes a moment to be gone


def started_by(folder: Path) -> list[str]:
    """Return the processes of the machine that say so in their environment, and that have not ended."""
    return [process.name for process in Path("/proc").glob("[0-9]*") if _says(process, f"STARTED_BY={folder}")]


def _says(process: Path, name: str) -> bool:
    try:
        return name.encode() in (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
