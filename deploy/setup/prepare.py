"""The order of set-up: system packages, environment, page assets, video; each step only when something changed."""

from __future__ import annotations

import hashlib
import sys
import time
import tomllib
from pathlib import Path

from deploy.setup import media, system_packages, virtual_environment
from deploy.setup.child import run
from deploy.setup.places import BEKET, PYTHON, ROOT, STAMPS
from deploy.setup.refusal import SetupRefusedError, sentence_of

INCLUDES = {"demo": ("demo", "test"), "test": ("test",)}  # an environment for the tests serves the demo too
WATCHED = ("package.json", "package-lock.json", "deploy/page_assets.py", "requirements/uv.lock")
LEAST_FREE_BYTES = 200_000_000


def prepare(arguments: list[str]) -> int:
    """Make the checkout ready for the target; returns the exit status for make."""
    target = arguments[0] if arguments else "test"
    if target not in INCLUDES:
        print(f"make: no such target: {target}; there are {', '.join(INCLUDES)}", file=sys.stderr)
        return 2
    try:
        make_ready(target)
    except SetupRefusedError as refusal:
        print(f"make: {refusal}", file=sys.stderr)
    except OSError as error:
        print(f"make: {sentence_of(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("make: stopped; run it again to go on", file=sys.stderr)
    else:
        return 0
    return 1


def make_ready(target: str) -> None:
    started = time.monotonic()
    system_packages.install(system_packages.PACKAGES[target])
    if not is_stamped(target):
        BEKET.mkdir(exist_ok=True)
        print(f"Setting up for {target} in {BEKET} …", flush=True)
        virtual_environment.make()
        virtual_environment.fill(target)
        run("page assets", [PYTHON, "-m", "deploy.page_assets"])
        stamp(target)
        print(f"Set up in {time.monotonic() - started:.0f} s.", flush=True)
    media.fetch()


def is_stamped(target: str) -> bool:
    return PYTHON.exists() and any(read_stamp(name) == fingerprint(name) for name in INCLUDES[target])


def stamp(target: str) -> None:
    """Note that `target` is ready, and that the environment is no other target's any more."""
    STAMPS.mkdir(exist_ok=True)
    for name in INCLUDES:
        (STAMPS / name).unlink(missing_ok=True)
    (STAMPS / target).write_text(fingerprint(target))


def read_stamp(target: str) -> str | None:
    path = STAMPS / target
    return path.read_text() if path.exists() else None


def fingerprint(target: str) -> str:
    """Hash all that decides what is installed, the place of the checkout and Python's version among it."""
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]} {sys.executable} {project()}".encode())
    for path in (*(ROOT / name for name in WATCHED), virtual_environment.LOCKS[target], *sources()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def project() -> str:
    """Return what decides how Beket itself is installed; settings of linters and tests do not."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return repr((settings["build-system"], settings["project"], settings["tool"]["hatch"]))


def sources() -> list[Path]:
    return [ROOT / "deploy" / "setup" / name for name in ("virtual_environment.py", "prepare.py")]
