"""Every answer about the screen and the calls' programme, read by the child."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.checks.descriptor import Terminal
from contract.configuration.machine import Application
from contract.configuration.schema import Configuration
from contract.verdicts import Judgement, Reason, Verdict
from hardware.virtual.folder import VirtualDisplay, put_device, turn
from tests.support.devices import a_terminal
from tests.support.machine import a_machine, judged

NAMED = Configuration(application=Application(executables=("beket-stand-in",)))
MUST_RUN = Configuration(application=Application(executables=("beket-stand-in",), must_run=True))


def said(answer: Judgement) -> tuple[Verdict, tuple[Reason, ...]]:
    return answer.verdict, answer.reasons


def a_socket(name: str, *, status: str, enabled: str = "enabled", dpms: str = "On") -> dict[str, str]:
    folder = f"sys__class__drm__card0-{name}"
    return {f"{folder}__status": status, f"{folder}__enabled": enabled, f"{folder}__dpms": dpms}


SCREEN = a_socket("HDMI-A-1", status="connected")
EMPTY = a_socket("DP-1", status="disconnected", enabled="disabled", dpms="Off")
ASLEEP = a_socket("HDMI-A-1", status="connected", dpms="Off")
MUTE = a_socket("Virtual-1", status="unknown")


@pytest.mark.parametrize(
    ("files", "open_now", "answer"),
    [
        (SCREEN | EMPTY, True, (Verdict.OK, ())),
        (EMPTY, True, (Verdict.FAILED, (Reason.DISPLAY_DISCONNECTED,))),
        (ASLEEP | EMPTY, True, (Verdict.FAILED, (Reason.DISPLAY_OFF,))),
        (EMPTY, False, (Verdict.AT_REST, (Reason.DISPLAY_DISCONNECTED,))),
        (ASLEEP | EMPTY, False, (Verdict.AT_REST, (Reason.DISPLAY_OFF,))),
        (MUTE, True, (Verdict.UNKNOWN, (Reason.DISPLAY_NOT_REPORTED,))),
        ({}, True, (Verdict.UNKNOWN, (Reason.DISPLAY_NOT_REPORTED,))),
    ],
    ids=["on", "gone", "dark", "gone at night", "dark at night", "does not say", "no driver"],
)
def test_a_screen_must_be_there_and_on_while_the_branch_is_open(
    tmp_path: Path, *, files: dict[str, str], open_now: bool, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    assert said(judged(a_machine(tmp_path, **files), "display.connector", open_now=open_now)) == answer


@pytest.mark.parametrize(
    ("check", "reason"),
    [
        ("application.process", Reason.APPLICATION_NOT_CHECKED),
        ("camera.use", Reason.CAMERA_NOT_CHECKED),
    ],
)
def test_a_look_that_breaks_off_says_nothing_of_the_part(tmp_path: Path, check: str, reason: Reason) -> None:
    nowhere = Terminal(state=str(tmp_path), root="/no\0where")
    assert said(judged(nowhere, check, NAMED)) == (Verdict.NO_EVIDENCE, (reason,))


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        ("none", (Verdict.OK, ())),
        ("unplugged", (Verdict.FAILED, (Reason.DISPLAY_DISCONNECTED,))),
        ("off", (Verdict.FAILED, (Reason.DISPLAY_OFF,))),
    ],
)
def test_the_virtual_screen_obeys_its_knob(
    tmp_path: Path, fault: str, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    terminal = a_terminal(tmp_path)
    put_device(tmp_path / "devices", VirtualDisplay())
    turn(tmp_path / "devices", "display", fault=fault)
    assert said(judged(terminal, "display.connector")) == answer


def test_a_driver_that_hangs_is_not_taken_for_a_screen_that_is_gone(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path, **EMPTY)
    status = tmp_path / "root/sys/class/drm/card0-DP-1/status"
    status.unlink()
    os.mkfifo(status)
    answer = judged(terminal, "display.connector")
    assert said(answer) == (Verdict.NO_EVIDENCE, (Reason.DISPLAY_NOT_CHECKED,))
    assert "did not end" in answer.facts["error"]


@contextmanager
def a_programme(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a programme of this name until the block ends."""
    executable = folder / "beket-stand-in"
    shutil.copy("/bin/sleep", executable)
    with subprocess.Popen([executable, "60"]) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_programme_that_runs_is_found_by_its_name(tmp_path: Path) -> None:
    with a_programme(tmp_path):
        answer = judged(Terminal(state=str(tmp_path)), "application.process", MUST_RUN)
    assert (answer.verdict, answer.facts) == (Verdict.OK, {"process": "beket-stand-in"})


@pytest.mark.parametrize(
    ("configuration", "open_now", "answer"),
    [
        (MUST_RUN, True, (Verdict.FAILED, (Reason.APPLICATION_NOT_RUNNING,))),
        (MUST_RUN, False, (Verdict.AT_REST, ())),
        (NAMED, True, (Verdict.AT_REST, ())),
    ],
    ids=["must run", "must not at night", "may run"],
)
def test_a_programme_that_does_not_run_is_a_fault_only_where_it_must(
    tmp_path: Path, *, configuration: Configuration, open_now: bool, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    assert (
        said(judged(Terminal(state=str(tmp_path)), "application.process", configuration, open_now=open_now)) == answer
    )


def test_a_programme_is_found_by_its_unit_whatever_it_is_called(tmp_path: Path) -> None:
    files = {"proc__41__cgroup": "0::/system.slice/calls.service\n", "proc__41__comm": "electron\n"}
    unit = Configuration(application=Application(unit="calls.service", must_run=True))
    answer = judged(a_machine(tmp_path, **files), "application.process", unit)
    assert (answer.verdict, answer.facts) == (Verdict.OK, {"process": "electron"})
