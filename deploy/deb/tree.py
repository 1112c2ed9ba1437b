"""The files of the package: an environment on the system's Python, our code in it as byte-code, units and rules.

The environment lies at its final path from the start of its life on the terminal: nothing is installed there by
pip, nothing is compiled there, so that an upgrade is an unpacking and needs no network.
"""

import compileall
import os
import py_compile
import shutil
import sys
from pathlib import Path

from deploy.setup.child import run
from deploy.setup.places import PYTHON, REQUIREMENTS, ROOT
from deploy.setup.virtual_environment import package_mirror

VENV = Path("usr/lib/beket/venv")
OURS = ("contract", "hardware", "agent", "provisioning")
SYSTEM_PYTHON = Path("/usr/bin/python3")
LOCK = REQUIREMENTS / "terminal.lock"
FILES = Path(__file__).parent / "files"


def lay_out(root: Path) -> None:
    """Fill an empty folder with all that the package will hold."""
    shutil.copytree(FILES, root)
    for program in (root / "usr/bin").iterdir():
        program.chmod(0o755)
    _make_environment(root)
    _copy_ours(_packages(root))
    _compile(root)


def _make_environment(root: Path) -> None:
    folder = root / VENV
    run("terminal venv", [SYSTEM_PYTHON, "-m", "venv", "--without-pip", "--symlinks", folder])
    # As `venv` writes it, without the line that names the folder of the build.
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    install = [str(PYTHON), "-m", "uv", "pip", "install", "--python", str(folder / "bin/python"), "--require-hashes"]
    only_wheels = ["--no-deps", "--only-binary", ":all:", "-r", str(LOCK)]
    run("terminal packages", [*install, *only_wheels], extra=package_mirror())
    (folder / ".lock").unlink(missing_ok=True)
    # Scripts for shells and for building packages: nobody needs them on a terminal.
    for script in (folder / "bin").iterdir():
        if not script.name.startswith("python"):
            script.unlink()
    shutil.rmtree(folder / "include", ignore_errors=True)
    for tests in [*_packages(root).rglob("tests")]:
        shutil.rmtree(tests)
    for stub in [*_packages(root).rglob("*.pyi")]:
        stub.unlink()


def _packages(root: Path) -> Path:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return root / VENV / "lib" / version / "site-packages"


def _copy_ours(packages: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    for name in OURS:
        shutil.copytree(ROOT / name, packages / name, ignore=ignored)


def _compile(root: Path) -> None:
    """Byte-code beside each file, with the paths of the terminal in it; without it the core is 7 MiB larger."""
    os.environ.pop("PYTHONPYCACHEPREFIX", None)
    sys.pycache_prefix = None
    compileall.compile_dir(
        root / VENV / "lib",
        quiet=2,
        workers=0,
        stripdir=str(root),
        prependdir="/",
        # By hash, unchecked: packing sets the files' times back, and stale byte-code would never be used.
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
