"""The terminal in the guest, installed from its package, enrolled, all well; each scenario begins at that moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.deb.package import pack
from deploy.deb.tree import lay_out
from tests.guest.branch import Branch
from tests.guest.image import build, shelf
from tests.guest.machine import Machine
from tests.guest.office import Office
from tests.guest.street import Street

INSTALL_WITHIN_S = 600.0


@pytest.fixture(scope="package")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the Debian package."""
    folder = tmp_path_factory.mktemp("package")
    lay_out(folder / "root")
    return pack(folder / "root", folder)


@pytest.fixture(scope="package")
def machine(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """Boot the guest with the package on a disk at /mnt, and install it."""
    folder = tmp_path_factory.mktemp("guest")
    with Machine(build(), folder, disks=(shelf((package,), folder / "shelf.img"),)) as machine:
        machine.run("mount -o ro /dev/vdb /mnt")
        machine.run("dpkg -i --force-unsafe-io /mnt/*.deb", within_s=INSTALL_WITHIN_S)
        yield machine


@pytest.fixture(scope="package")
def settled(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    """Enrol the terminal with a centre, and wait until all is well."""
    folder = tmp_path_factory.mktemp("branch")
    office = Office(folder)
    with Street() as street:
        branch = Branch(machine, office, street)
        try:
            branch.settle(folder / "state")
            yield branch
        finally:
            office.shut()


@pytest.fixture
def branch(settled: Branch) -> Branch:
    """Be again at the moment when all was well."""
    settled.come_back()
    return settled
