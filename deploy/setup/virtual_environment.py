"""The virtual environment: made by the standard library, filled by a pinned uv from a lock with hashes."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

from deploy.setup.child import run
from deploy.setup.places import PYTHON, REQUIREMENTS, VENV, environment
from deploy.setup.system_packages import install_by_name

LOCKS = {"demo": REQUIREMENTS / "demo.lock", "test": REQUIREMENTS / "development.lock"}
UV_LOCK = REQUIREMENTS / "uv.lock"


def make() -> None:
    """Make `.beket/venv` of the running Python, unless it is there and of the same version."""
    if python_version() == f"{sys.version_info.major}.{sys.version_info.minor}":
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None:
        install_by_name([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
    run("python -m venv", [sys.executable, "-m", "venv", VENV])


def fill(target: str) -> None:
    """Bring the packages to exactly what the lock of `target` says, and Beket itself as an editable one."""
    uv = [str(PYTHON), "-m", "uv", "pip"]
    run("pip install uv", [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", UV_LOCK])
    mirror = package_mirror()
    run("uv pip sync", [*uv, "sync", "--require-hashes", "--compile-bytecode", LOCKS[target]], extra=mirror)
    run("uv pip install beket", [*uv, "install", "--no-build-isolation", "--no-deps", "--editable", "."], extra=mirror)


def python_version() -> str | None:
    """Return the version of the Python in the environment, None when there is none that starts."""
    if not (VENV / "bin" / "pip").exists():
        return None
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False, env=environment())
    return done.stdout.strip() or None


def package_mirror() -> dict[str, str]:
    """Return pip's own choice of package server for uv, which does not read pip's settings."""
    listed = run("pip config list", [PYTHON, "-m", "pip", "config", "list"])
    settings = dict(line.split("=", 1) for line in listed.splitlines() if "=" in line)
    index = settings.get(":env:.index-url") or settings.get("global.index-url")
    return {"UV_DEFAULT_INDEX": index.strip("'\"")} if index and "UV_DEFAULT_INDEX" not in os.environ else {}
