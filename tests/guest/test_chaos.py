"""Twenty faults at random on a real kernel; afterwards the centre's record is the terminal's own."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.record import (
    accounted_at_centre,
    changes_on_terminal,
    differences,
    flips_at_centre,
    highest_on_terminal,
    holes,
)
from tests.guest.branch import STATE, Branch

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(7200)]

FAULTS = 20
VIVID = "/sys/bus/platform/drivers/vivid"
HEAL = f"rm -f /filler; [ -e /dev/video0 ] || echo vivid.0 > {VIVID}/bind"


def test_twenty_faults_lose_no_change_and_invent_none(branch: Branch, tmp_path: Path) -> None:
    chance = random.Random(4)
    struck = [chance.choice(STRIKES) for _ in range(FAULTS)]
    for strike in struck:
        strike(branch)
        time.sleep(chance.uniform(1, 15))
        heal(branch)
    branch.wait_for_presence("online")
    branch.machine.run(f"until grep -q '\"spooled\":0' {STATE}/status.json; do sleep 1; done")
    branch.machine.run("systemctl stop beket-agent")
    assert wrong_with(branch, tmp_path / "spool.sqlite") == [], [strike.__name__ for strike in struck]


def wrong_with(branch: Branch, spool: Path) -> list[str]:
    spool.write_bytes(branch.machine.fetch(f"{STATE}/spool.sqlite"))
    own, flips = changes_on_terminal(spool), flips_at_centre(branch.office.database, branch.terminal)
    accounted = accounted_at_centre(branch.office.database, branch.terminal)
    return differences(own, flips) + holes(highest_on_terminal(spool), accounted)


def heal(branch: Branch) -> None:
    branch.machine.pull_line(out=False)
    branch.machine.run(f"{HEAL}; date -s @{time.time():.0f} >/dev/null")


def kill_agent(branch: Branch) -> None:
    branch.machine.run("systemctl kill -s KILL beket-agent")


def kill_helper(branch: Branch) -> None:
    branch.machine.run("systemctl kill -s KILL beket-helper || true")


def cut_power(branch: Branch) -> None:
    branch.machine.cut_power()


def cut_line(branch: Branch) -> None:
    branch.machine.pull_line(out=True)


def fill_disk(branch: Branch) -> None:
    branch.machine.run("cat /dev/zero > /filler 2>/dev/null || true")


def wake_up_in_1970(branch: Branch) -> None:
    branch.machine.run("date -s 1970-01-02 && systemctl restart beket-agent", within_s=180)


def wake_up_in_2040(branch: Branch) -> None:
    branch.machine.run("date -s 2040-01-02")


def pull_camera(branch: Branch) -> None:
    branch.machine.run(f"echo vivid.0 > {VIVID}/unbind || true")


def hang_camera(branch: Branch) -> None:
    branch.machine.run("v4l2-ctl -d /dev/video0 -c dropped_buffers=100 || true")


STRIKES: tuple[Callable[[Branch], None], ...] = (
    *(kill_agent, kill_helper, cut_power, cut_line, fill_disk),
    *(wake_up_in_1970, wake_up_in_2040, pull_camera, pull_camera, hang_camera),
)
