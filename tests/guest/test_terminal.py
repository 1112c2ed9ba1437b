"""The real service on a real kernel: installed, enrolled, pulled at, cut off, removed. Each ends at the centre."""

import pytest

from tests.guest.branch import STATE, Branch
from tests.guest.machine import Machine

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(1500)]

CAMERA = "/sys/bus/platform/drivers/vivid"
MOST_EXPOSED = 2.0


def test_a_camera_that_leaves_its_bus_is_missing_and_is_found_again(branch: Branch) -> None:
    branch.machine.run(f"echo vivid.0 > {CAMERA}/unbind")
    branch.wait_for("camera.presence", "camera.missing")
    branch.machine.run(f"echo vivid.0 > {CAMERA}/bind")
    branch.wait_for("camera.presence")


def test_a_power_cut_loses_neither_the_terminal_nor_what_it_knows(branch: Branch) -> None:
    branch.machine.run(f"echo vivid.0 > {CAMERA}/unbind")
    branch.wait_for("camera.presence", "camera.missing")
    branch.machine.cut_power()  # the camera is back after it
    branch.wait_for("camera.presence", within_s=240)


def test_the_service_is_hardened_and_ends_cleanly(branch: Branch) -> None:
    said = branch.machine.run("systemd-analyze security --no-pager beket-agent.service | tail -1")
    assert float(said.split(":")[1].split()[0]) <= MOST_EXPOSED
    branch.machine.run("systemctl stop beket-agent")
    ended = branch.machine.run("systemctl show -p Result -p ExecMainStatus beket-agent")
    assert ended.split() == ["Result=success", "ExecMainStatus=0"]


def test_purging_leaves_nothing(machine: Machine) -> None:
    machine.restore("installed")
    machine.run(f"install -d -o beket -g beket {STATE} && touch {STATE}/spool.sqlite")
    machine.run("dpkg --purge beket-agent", within_s=200)
    left = machine.run(
        "find / -xdev -name '*beket*' -not -path '/proc/*' -not -path '/var/log/*'; getent passwd beket; true"
    )
    assert left == ""
