"""The units of the package: how much of the machine each could harm, and that none is given up for good."""

import configparser
import subprocess
from pathlib import Path

import pytest

from tests.support.absence import program

UNITS = Path(__file__).parents[2] / "deploy/deb/files/usr/lib/systemd/system"
MOST_EXPOSED = {"beket-agent.service": 2.0, "beket-page.service": 2.0, "beket-helper.service": 3.0}
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))


def unit(name: str) -> configparser.ConfigParser:
    # Keys may come twice in a unit; the last one is enough here.
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign] # systemd's keys have capitals
    parsed.read(UNITS / name)
    return parsed


@pytest.mark.parametrize("name", SERVICES)
def test_no_unit_is_exposed_more_than_it_must(name: str) -> None:
    analyse = [program("systemd-analyze", package="systemd"), "security", "--offline=true", "--no-pager"]
    threshold = f"--threshold={MOST_EXPOSED[name] * 10:.0f}"
    done = subprocess.run(
        [*analyse, threshold, str(UNITS / name)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout.splitlines()[-1:] + done.stderr.splitlines()


@pytest.mark.parametrize("name", SERVICES)
def test_no_unit_is_given_up_for_good_and_each_ends_within_five_seconds(name: str) -> None:
    parsed = unit(name)
    assert parsed["Unit"]["StartLimitIntervalSec"] == "0"
    assert parsed["Service"]["Restart"] in {"always", "on-failure"}
    assert parsed["Service"]["TimeoutStopSec"] == "5"
    assert {"MemoryMax", "TasksMax"} <= set(parsed["Service"])


def test_the_helper_s_socket_is_its_group_s_and_is_never_given_up() -> None:
    socket = unit("beket-helper.socket")["Socket"]
    assert (socket["SocketMode"], socket["SocketUser"], socket["SocketGroup"]) == ("0660", "root", "beket")
    assert socket["TriggerLimitIntervalSec"] == "0"
