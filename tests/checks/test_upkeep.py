"""How the machine went down and how the agent fares: read by the child from what the state folder remembers."""

import os
import time
from pathlib import Path

import msgspec
import pytest

from agent.checks.descriptor import Terminal
from agent.runs import AgentRun
from contract.verdicts import Judgement, Reason, Verdict
from tests.support.machine import BOOT, DAY_MS, UPTIME_S, a_machine, judged, put
from tests.support.services import self_signed

UNREPORTED = (Verdict.UNKNOWN, (Reason.SYSTEM_NOT_REPORTED,))
FELL = (Verdict.WARNING, (Reason.SYSTEM_UNCLEAN_REBOOT,))
TODAY_MS = 20_779 * DAY_MS
"""22 November 2026."""


def a_run(*, boot: str = BOOT, began_s: float = 60, ended: bool = False) -> AgentRun:
    return AgentRun(boot=boot, began_ms=int(began_s * 1000), wall_ms=TODAY_MS, ended=ended)


def remember(terminal: Terminal, *runs: AgentRun) -> None:
    (Path(terminal.state) / "runs.json").write_bytes(msgspec.json.encode(runs))


def said(answer: Judgement) -> tuple[Verdict, tuple[Reason, ...]]:
    return answer.verdict, answer.reasons


@pytest.mark.parametrize(("ended", "answer"), [(True, (Verdict.OK, ())), (False, FELL)], ids=["was shut down", "fell"])
def test_a_machine_that_fell_is_told_from_one_that_was_shut_down(
    tmp_path: Path, *, ended: bool, answer: tuple[Verdict, tuple[Reason, ...]]
) -> None:
    terminal = a_machine(tmp_path)
    remember(terminal, a_run(boot="before", ended=ended), a_run())
    assert said(judged(terminal, "system.reboot")) == answer


def test_before_the_second_boot_nothing_is_known_of_an_earlier_one(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path)
    remember(terminal, a_run())
    assert said(judged(terminal, "system.reboot")) == UNREPORTED


def test_a_fall_is_told_for_a_day(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path)
    remember(terminal, a_run(boot="before"), a_run())
    put(tmp_path / "root", "proc/uptime", "90000.0 1.0\n")
    answer = judged(terminal, "system.reboot")
    assert (answer.verdict, answer.facts["cause"]) == (Verdict.OK, "unknown")


@pytest.mark.parametrize(
    ("files", "cause"),
    [
        ({"sys__class__watchdog__watchdog0__bootstatus": "32"}, "watchdog"),
        ({"sys__class__watchdog__watchdog0__bootstatus": "1"}, "heat"),
        ({"sys__fs__pstore__dmesg-efi-1": "Kernel panic"}, "kernel"),
        ({"var__lib__systemd__pstore__17__dmesg.txt": "Kernel panic"}, "kernel"),
        (
            {
                "sys__class__watchdog__watchdog0__bootstatus": "0",
                "sys__module__pstore__parameters__backend": "efi_pstore",
                "sys__fs__pstore__console-0": "",
            },
            "power",
        ),
        ({}, "unknown"),
    ],
    ids=["watchdog", "heat", "panic", "panic that was put aside", "nobody kept anything", "nobody to ask"],
)
def test_the_cause_of_a_fall_is_named_by_what_kept_it(tmp_path: Path, files: dict[str, str], cause: str) -> None:
    terminal = a_machine(tmp_path, **files)
    remember(terminal, a_run(boot="before"), a_run())
    assert judged(terminal, "system.reboot").facts["cause"] == cause


def test_a_kernel_message_older_than_the_boot_before_is_no_cause(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path, **{"sys__fs__pstore__dmesg-efi-1": "Kernel panic of last year"})
    os.utime(tmp_path / "root/sys/fs/pstore/dmesg-efi-1", (1_700_000_000, 1_700_000_000))
    remember(terminal, a_run(boot="before"), a_run())
    assert judged(terminal, "system.reboot").facts["cause"] == "unknown"


def test_a_fall_of_a_boot_that_knew_no_date_is_blamed_on_no_old_kernel_message(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path, **{"sys__fs__pstore__dmesg-efi-1": "Kernel panic of last year"})
    remember(terminal, AgentRun(boot="before", began_ms=60_000, wall_ms=60_000), a_run())
    assert judged(terminal, "system.reboot").facts["cause"] == "unknown"


def test_an_agent_that_keeps_crashing_is_told_and_one_that_was_restarted_is_not(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path)
    remember(terminal, *(a_run(began_s=began, ended=True) for began in range(60, 600, 60)), a_run(began_s=UPTIME_S))
    assert judged(terminal, "system.agent").verdict is Verdict.OK
    remember(terminal, *(a_run(began_s=began) for began in (60, 120, 180)), a_run(began_s=UPTIME_S))
    assert said(judged(terminal, "system.agent")) == (Verdict.WARNING, (Reason.SYSTEM_AGENT_RESTARTING,))


@pytest.mark.parametrize(("days", "verdict"), [(400, Verdict.OK), (10, Verdict.WARNING), (-3, Verdict.WARNING)])
def test_the_terminal_s_own_certificate_is_counted_down_by_the_centre_s_clock(
    tmp_path: Path, days: int, verdict: Verdict
) -> None:
    terminal = a_machine(tmp_path)
    identity = tmp_path / "state/identity"
    identity.mkdir()
    self_signed(tmp_path, days=900)[0].rename(identity / "certificate.pem")
    centre_ms = time.time_ns() // 1_000_000 + (900 - days) * DAY_MS
    answer = judged(terminal, "system.certificate", centre_ms=centre_ms)
    assert answer.verdict is verdict
    assert answer.figures[0].value == pytest.approx(days, abs=0.1)


def test_without_a_time_that_can_be_believed_no_days_are_counted(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path)
    (tmp_path / "state/identity").mkdir()
    self_signed(tmp_path, days=1)[0].rename(tmp_path / "state/identity/certificate.pem")
    assert said(judged(terminal, "system.certificate")) == UNREPORTED


def test_a_file_that_is_no_certificate_is_not_guessed_at(tmp_path: Path) -> None:
    terminal = a_machine(tmp_path)
    put(tmp_path, "state/identity/certificate.pem", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")
    assert said(judged(terminal, "system.certificate", centre_ms=TODAY_MS)) == UNREPORTED


@pytest.mark.parametrize(
    ("written_s", "answer"),
    [
        (TODAY_MS / 1000 - 40 * 86_400, (Verdict.OK, ())),
        (TODAY_MS / 1000 - 400 * 86_400, (Verdict.WARNING, (Reason.SYSTEM_CONFIGURATION_OLD,))),
        (3_600.0, UNREPORTED),
    ],
    ids=["forty days old", "four hundred", "written when the clock said 1970"],
)
def test_the_settings_age_is_told(tmp_path: Path, written_s: float, answer: tuple[Verdict, tuple[Reason, ...]]) -> None:
    terminal = a_machine(tmp_path)
    put(tmp_path, "state/configuration/committed.json", "{}")
    os.utime(tmp_path / "state/configuration/committed.json", (written_s, written_s))
    assert said(judged(terminal, "system.configuration", centre_ms=TODAY_MS)) == answer
