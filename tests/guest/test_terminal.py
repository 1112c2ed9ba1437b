"""The real service on a real kernel, in short: installed, booted, its camera pulled, a call, a power cut.

Each ends at the centre. The rest is in the files beside this one, under `make soak`.
"""

import pytest

from tests.guest.branch import Branch

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(2400)]

VIVID = "/sys/bus/platform/drivers/vivid"


def test_a_camera_that_leaves_its_bus_is_missing_and_is_found_again(branch: Branch) -> None:
    branch.machine.run(f"echo vivid.0 > {VIVID}/unbind")
    branch.wait_for("camera.presence", "camera.missing")
    branch.machine.run(f"echo vivid.0 > {VIVID}/bind")
    branch.wait_for("camera.presence")


def test_a_call_that_begins_is_given_the_camera_at_once(branch: Branch) -> None:
    branch.look_at("camera")
    branch.wait_until_held("/dev/video0")
    branch.machine.run("systemctl start call")
    branch.wait_for_readiness("in_call")
    refused = branch.machine.run("journalctl -u call --no-pager -o cat | grep -c taken || true")
    assert int(refused) <= 10  # it asks again every 0.2 s, on a processor that is ten times slower than a terminal's


def test_a_power_cut_loses_neither_the_terminal_nor_what_it_knew(branch: Branch) -> None:
    branch.machine.run(f"echo vivid.0 > {VIVID}/unbind")
    branch.wait_for("camera.presence", "camera.missing")
    branch.machine.cut_power()  # the camera is back after it
    branch.wait_for("camera.presence")
    branch.wait_for("system.reboot", "system.unclean_reboot")
