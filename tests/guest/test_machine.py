"""The machine itself: its clock, its disk, its power, its processes. What the centre says of it."""

import pytest

from tests.guest.branch import STATE, Branch

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(2400)]

CAMERA = "/sys/bus/platform/drivers/vivid"


@pytest.mark.parametrize("year", [1970, 2040])
def test_a_clock_that_wakes_up_in_another_age_neither_cuts_off_nor_misplaces(branch: Branch, year: int) -> None:
    branch.machine.run(f"date -s {year}-01-02")
    branch.machine.run("systemctl restart beket-agent", within_s=120)
    branch.look_at("system")
    branch.wait_for("network.clock", "network.clock_wrong")
    before = len(branch.flips())
    branch.machine.run(f"echo vivid.0 > {CAMERA}/unbind")
    told = branch.wait_for_flip("camera.presence", "camera.missing", after=before)
    assert branch.settled_ms <= told["event_ms"] <= told["received_ms"]


def test_a_disk_that_is_full_is_told_and_what_happens_meanwhile_too(branch: Branch) -> None:
    branch.machine.run("fallocate -l $(df --output=avail -B1 / | tail -1) /filler; cat /dev/zero > /filler2 || true")
    branch.look_at("system")
    branch.wait_for("system.disk", "system.disk_full")
    branch.machine.run(f"echo vivid.0 > {CAMERA}/unbind")
    branch.wait_for("camera.presence", "camera.missing")
    branch.machine.run("rm -f /filler /filler2")
    branch.look_at("system")
    branch.wait_for("system.disk")


def test_a_disk_that_turned_read_only_is_told_and_what_happens_meanwhile_too(branch: Branch) -> None:
    branch.machine.run("echo u > /proc/sysrq-trigger; sleep 1; touch /x 2>/dev/null && exit 1 || true")
    branch.look_at("system")
    branch.wait_for("system.disk", "system.disk_read_only")
    branch.machine.run(f"echo vivid.0 > {CAMERA}/unbind")
    branch.wait_for("camera.presence", "camera.missing")


def test_an_agent_that_is_killed_is_back_and_invents_nothing(branch: Branch) -> None:
    before = branch.flips()
    branch.machine.run("systemctl kill -s KILL --kill-whom=main beket-agent")
    branch.wait_for_presence("suspect", "offline")
    branch.wait_for_presence("online")
    branch.machine.run(f"echo vivid.0 > {CAMERA}/unbind")
    branch.wait_for("camera.presence", "camera.missing")
    told = [flip for flip in branch.flips()[len(before) :] if flip["check_name"].startswith("camera.")]
    assert [(flip["from_verdict"], flip["to_verdict"]) for flip in told] == [("ok", "failed")]


def test_the_services_are_hardened_and_end_cleanly(branch: Branch) -> None:
    units = branch.machine.run("cd /usr/lib/systemd/system && ls beket-*.service").split()
    for unit in units:
        said = branch.machine.run(f"systemd-analyze security --no-pager {unit} | tail -1")
        assert float(said.split(":")[1].split()[0]) <= (3.0 if "helper" in unit else 2.0), said
    branch.machine.run("systemctl stop beket-agent")
    ended = branch.machine.run("systemctl show -p Result -p ExecMainStatus beket-agent")
    assert ended.split() == ["Result=success", "ExecMainStatus=0"]


def test_an_upgrade_keeps_the_state_and_a_purge_leaves_nothing(branch: Branch) -> None:
    branch.machine.run("dpkg -i --force-unsafe-io /mnt/*.deb", within_s=600)
    branch.wait_for_presence("online")
    branch.machine.run("dpkg --remove beket-agent")
    assert branch.machine.run(f"ls {STATE}/identity")
    branch.machine.run("dpkg --purge beket-agent")
    furniture = "-not -path '/etc/systemd/system/beket-agent.service.d*' -not -path '/mnt/*'"
    assert (
        branch.machine.run(f"find / -xdev -iname '*beket*' {furniture}; getent passwd beket; getent group beket; true")
        == ""
    )
