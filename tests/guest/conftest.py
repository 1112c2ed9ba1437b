"""The terminal in the guest, installed from its package and enrolled; each test begins where that ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.deb.package import pack
from deploy.deb.tree import lay_out
from tests.guest.branch import Branch
from tests.guest.image import build
from tests.guest.machine import Machine

INSTALL_WITHIN_S = 400.0
INSTALLED = "installed"


@pytest.fixture(scope="package")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the Debian package."""
    folder = tmp_path_factory.mktemp("package")
    lay_out(folder / "root")
    return pack(folder / "root", folder)


@pytest.fixture(scope="package")
def machine(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Boot the guest with the package on its second disk, install it, and keep that state."""
    with Machine(build(), tmp_path_factory.mktemp("guest"), disks=(package,)) as machine:
        machine.run(f"head -c {package.stat().st_size} /dev/vdb > /tmp/agent.deb")
        machine.run("dpkg -i /tmp/agent.deb && rm /tmp/agent.deb", within_s=INSTALL_WITHIN_S)
        machine.save(INSTALLED)
        yield machine


@pytest.fixture
def branch(machine: Machine, tmp_path: Path) -> Iterator[Branch]:
    """Open a centre, and enrol the installed terminal with it."""
    machine.restore(INSTALLED)
    with Branch(tmp_path, machine) as branch:
        branch.enrol()
        branch.wait_for("camera.presence", within_s=240)
        yield branch
