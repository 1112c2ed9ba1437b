"""Every answer about where a figure is going, through the child process that remembers the days before."""

from pathlib import Path

import msgspec
import pytest

from agent.checks.baselines.memory import Remembered, recall
from agent.checks.baselines.vault import Vault
from agent.checks.child import Prober
from agent.checks.descriptor import Request, Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.machine import System
from contract.configuration.path import Path as PathRules
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import DAY_MS, Circumstances
from contract.judgement.daily import Daily, with_figures
from contract.judgement.disk import DiskNumbers
from contract.verdicts import Judgement, Reason, Verdict
from tests.support.devices import a_terminal

DAY = 20_000
DAYS = 20
GIVEN = Circumstances(
    configuration=Configuration(
        system=System(disk_free_percent=10, disk_free_mib=0),
        path=PathRules(
            host="127.0.0.1", port=9, light_packets=20, packets_per_s=100, wait_s=8
        ),  # a closed port says so at once
    ),
    centre_ms=(DAY + DAYS) * DAY_MS,
)


class Followed(msgspec.Struct, frozen=True):
    check: str
    figure: str
    first: float
    last: float
    reason: Reason
    unknown: Reason


FOLLOWED = [
    Followed(
        "camera.sharpness_trend", "sharpness_share", 0.8, 0.4, Reason.CAMERA_SHARPNESS_FALLING, Reason.CAMERA_NO_HISTORY
    ),
    Followed(
        "microphone.level_trend", "speech_dbov", -26, -33, Reason.MICROPHONE_LEVEL_FALLING, Reason.MICROPHONE_NO_HISTORY
    ),
    Followed("system.disk_trend", "disk_free_percent", 60, 20, Reason.SYSTEM_DISK_FILLING, Reason.SYSTEM_NO_HISTORY),
    Followed("network.path_trend", "rtt_ms", 40, 120, Reason.NETWORK_RTT_RISING, Reason.NETWORK_NO_HISTORY),
    Followed("network.path_trend", "loss", 0.001, 0.008, Reason.NETWORK_LOSS_RISING, Reason.NETWORK_NO_HISTORY),
]
EACH = pytest.mark.parametrize("each", FOLLOWED, ids=lambda each: each.figure)


def lived(state: Path, module: str, figure: str, *, first: float, last: float) -> None:
    daily = Daily()
    for day in range(DAYS):
        value = first + (last - first) * day / (DAYS - 1)
        daily = with_figures(daily, {figure: value}, today=DAY + day + 0.5)
    Vault(state).write(module, msgspec.json.encode(Remembered(daily=daily)))


def judged(each: Followed, folder: Path, *, course: tuple[float, float] | None) -> Judgement:
    terminal = a_terminal(folder)
    reading = next(one for one in READINGS if each.check in {check.name for check in one.checks})
    if course is not None:
        lived(Path(terminal.state), reading.module, each.figure, first=course[0], last=course[1])
    return take_look(reading, terminal, GIVEN, prober=Prober())[each.check]


@EACH
def test_a_figure_on_its_way_to_its_limit_is_a_warning_with_its_date(each: Followed, tmp_path: Path) -> None:
    answer = judged(each, tmp_path, course=(each.first, each.last))
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (each.reason,))
    assert answer.facts["date"] > "2024-10-04"
    assert answer.figures[0].name == "days_left"


@EACH
def test_a_figure_that_stays_is_well(each: Followed, tmp_path: Path) -> None:
    answer = judged(each, tmp_path, course=(each.first, each.first))
    assert (answer.verdict, answer.reasons) == (Verdict.OK, ()), answer.facts


@EACH
def test_before_ten_days_nobody_knows(each: Followed, tmp_path: Path) -> None:
    answer = judged(each, tmp_path, course=None)
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (each.unknown,))


def test_what_a_look_at_the_disk_found_is_remembered_by_its_child(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    reading = next(each for each in READINGS if each.name == "system.disk")
    free = next(
        figure.value
        for figure in take_look(reading, terminal, GIVEN, prober=Prober())["system.disk"].figures
        if figure.name == "disk_free_percent"
    )
    kept = msgspec.json.decode(Vault(Path(terminal.state)).read("system_disk") or b"", type=Remembered)
    assert kept.daily.seen["disk_free_percent"] == (free,)


def test_the_line_of_a_trend_is_not_taken_for_what_was_seen(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    lived(Path(terminal.state), "system_disk", "disk_free_percent", first=60, last=20)
    request = Request(reading="system_disk", terminal=Terminal(state=terminal.state), given=GIVEN)
    before = recall(request, DiskNumbers()).trends["disk_free_percent"]
    reading = next(each for each in READINGS if each.name == "system.disk")
    take_look(reading, terminal, GIVEN, prober=Prober())
    kept = msgspec.json.decode(Vault(Path(terminal.state)).read("system_disk") or b"", type=Remembered)
    assert before.level not in kept.daily.seen["disk_free_percent"]
