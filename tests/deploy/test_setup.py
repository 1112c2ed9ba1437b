"""Set-up on machines that lack something: a sentence, never a traceback."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.setup import system_packages
from deploy.setup.child import cause_of, run
from deploy.setup.places import BEKET, MEDIA, ROOT
from deploy.setup.refusal import SetupRefusedError, sentence_of
from deploy.setup.system_packages import SystemPackage

MADE_BY_MAKE = (".beket", "build", "dist", "vendor", "__pycache__")
ABSENT = SystemPackage("beket-absent", "beket-absent", "a test")


def test_a_full_disk_is_named() -> None:
    assert sentence_of(OSError(errno.ENOSPC, "No space left", "/srv/beket")).startswith(
        "the disk is full at /srv/beket"
    )


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("W: x\nE: Temporary failure resolving 'mirror'\n", "there is no network (name resolution failed)"),
        ("tar: write error: No space left on device", "the disk is full: set-up needs about 2 GB"),
        ("E: Unable to locate package mosquitto\nnoise", "E: Unable to locate package mosquitto"),
        ("", "it said nothing"),
    ],
)
def test_a_failed_step_names_its_cause(output: str, cause: str) -> None:
    assert cause_of(output) == cause


def test_a_failed_step_says_where_all_of_its_words_are() -> None:
    with pytest.raises(
        SetupRefusedError, match=r"a failing step failed: no such thing\. .*\.beket/logs/a-failing-step\.log"
    ):
        run("a failing step", ["sh", "-c", "echo no such thing; exit 3"])


def test_without_root_the_command_to_type_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name, **_: name if name == "apt-get" else None)
    with pytest.raises(SetupRefusedError, match="Type: sudo apt-get install beket-absent"):
        system_packages.install([ABSENT])


def test_an_old_python_is_told_so(tmp_path: Path) -> None:
    code = (
        "import sys; sys.version_info = (3, 9, 2); import deploy.setup.__main__ as entry; "
        "entry.NEWER = (); sys.exit(entry.main())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer, this is 3.9" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_fresh_checkout_is_set_up_without_touching_the_home_directory(tmp_path: Path) -> None:
    home, checkout = tmp_path / "home", tmp_path / "checkout"
    home.mkdir()
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(*MADE_BY_MAKE, ".git"))
    (checkout / ".beket").mkdir()
    shutil.copytree(MEDIA, checkout / ".beket" / "media", symlinks=True)
    caches = {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(BEKET / "cache" / "uv"))}
    variables = {"PATH": os.environ["PATH"], "HOME": str(home), **caches}
    done = subprocess.run(["make", "setup"], cwd=checkout, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (checkout / "control_plane/web/static/vendor/htmx.min.js").exists()
    assert not list(home.iterdir())
