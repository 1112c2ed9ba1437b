"""The Debian package: its scripts know every unit, its files are root's, and what it needs is said."""

import subprocess
from pathlib import Path

import pytest

from agent import VERSION
from deploy.deb.package import SCRIPTS, pack
from deploy.deb.tree import FILES, LOCK
from deploy.setup.places import REQUIREMENTS

UNITS = FILES / "usr/lib/systemd/system"


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def a_package(folder: Path) -> Path:
    program = folder / "root/usr/bin/beket-agent"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    return pack(folder / "root", folder)


@pytest.mark.parametrize("unit", [unit.name for unit in UNITS.iterdir() if "[Install]" in unit.read_text()])
@pytest.mark.parametrize("script", ["postinst", "prerm"])
def test_every_unit_that_can_be_enabled_is_named_by_the_script(script: str, unit: str) -> None:
    text = (SCRIPTS / script).read_text()
    assert text.count(unit) >= 2  # enabled and started, stopped and disabled


def test_a_package_says_its_version_and_installs_files_of_root(tmp_path: Path) -> None:
    file = a_package(tmp_path)
    assert said("dpkg-deb", "--field", file, "Version").strip() == VERSION
    line = next(line for line in said("dpkg-deb", "--contents", file).splitlines() if line.endswith("beket-agent"))
    assert line.split()[:2] == ["-rwxr-xr-x", "root/root"]


def test_the_scripts_are_in_it_and_are_shell(tmp_path: Path) -> None:
    said("dpkg-deb", "--control", a_package(tmp_path), tmp_path / "control")
    for script in SCRIPTS.iterdir():
        said("sh", "-n", tmp_path / "control" / script.name)


def test_the_terminal_gets_the_versions_that_were_tested() -> None:
    tested = set(_pins(REQUIREMENTS / "development.lock"))
    assert set(_pins(LOCK)) <= tested


def _pins(lock: Path) -> list[str]:
    return [line.split()[0] for line in lock.read_text().splitlines() if "==" in line and not line.startswith("#")]
