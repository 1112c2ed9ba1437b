"""The wheel: what is built goes in, what is for developers stays out."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.page_assets import ASSETS, EMPLOYEE_ASSETS, EMPLOYEE_PAGE, VENDOR
from deploy.setup.places import ROOT, environment


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--out-dir", str(folder)]
    subprocess.run(build, cwd=ROOT, env=environment(), check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_the_wheel_holds_the_page_assets_and_their_licences(names: list[str]) -> None:
    assert not [place for place in ASSETS.values() if not any(name.startswith(f"{VENDOR}/{place}") for name in names)]
    assert not [place for place in EMPLOYEE_ASSETS.values() if f"{EMPLOYEE_PAGE}/{place}" not in names]


def test_the_wheel_holds_our_packages_and_nothing_else(names: list[str]) -> None:
    tops = {Path(name).parts[0] for name in names}
    packages = {"contract", "hardware", "agent", "provisioning", "control_plane", "simulation"}
    assert {top for top in tops if not top.endswith(".dist-info")} <= packages
