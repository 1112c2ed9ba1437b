"""From a folder of files to a `.deb`: control file, maintainer scripts, checksums."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from agent import VERSION
from deploy.setup.child import run
from deploy.setup.places import ROOT

NAME = "beket-agent"
SCRIPTS = Path(__file__).parent / "scripts"
MINOR = sys.version_info.minor

CONTROL = f"""\
Package: {NAME}
Version: {{version}}
Architecture: {{architecture}}
Maintainer: Beket
Installed-Size: {{kilobytes}}
Depends: python3 (>= 3.{MINOR}), python3 (<< 3.{MINOR + 1}), libportaudio2, systemd, udev, ca-certificates
Recommends: alsa-utils, pulseaudio-utils
Section: admin
Priority: optional
Description: keeps a video-call terminal fit for use
 Watches camera, microphone, line and the machine itself, judges whether a
 citizen can make a video call from here now, and tells the centre.
"""


def pack(root: Path, target: Path) -> Path:
    """Build the package of the folder's files into `target`; return its path."""
    architecture = subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()
    _write_control(root, architecture)
    file = target / f"{NAME}_{VERSION}_{architecture}.deb"
    # The same commit gives the same bytes.
    moment = {"SOURCE_DATE_EPOCH": _committed_at()}
    run("dpkg-deb", ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", root, file], extra=moment)
    return file


def _write_control(root: Path, architecture: str) -> None:
    folder = root / "DEBIAN"
    folder.mkdir()
    files = sorted(path for path in root.rglob("*") if path.is_file() and folder not in path.parents)
    kilobytes = sum(path.lstat().st_size for path in files) // 1024
    text = CONTROL.format(version=VERSION, architecture=architecture, kilobytes=kilobytes)
    (folder / "control").write_text(text)
    (folder / "md5sums").write_text("".join(f"{_sum(path)}  {path.relative_to(root)}\n" for path in files))
    for script in SCRIPTS.iterdir():
        shutil.copy(script, folder / script.name)
        (folder / script.name).chmod(0o755)
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _sum(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _committed_at() -> str:
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return given or subprocess.check_output(["git", "log", "-1", "--format=%ct"], cwd=ROOT, text=True).strip()
