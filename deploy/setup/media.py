"""Real video for the virtual cameras: the recordings in Debian's opencv-doc, fetched without installing it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from deploy.setup.child import run
from deploy.setup.places import CACHE, MEDIA
from deploy.setup.refusal import SetupRefusedError

VIDEOS = ("vtest.avi", "tree.avi", "Megamind.avi")
PACKAGE = "opencv-doc"
FOLDER = "./usr/share/doc/opencv-doc/examples/data"


def fetch() -> None:
    """Put the videos into `.beket/media`; 96 MB are fetched once, 11 MB are kept."""
    if all((MEDIA / video).exists() for video in VIDEOS):
        return
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise SetupRefusedError(
            f"put the videos {', '.join(VIDEOS)} (OpenCV's samples) into {MEDIA} and run make again."
        )
    print(f"Fetching real video for the virtual cameras ({PACKAGE}, 96 MB) …", flush=True)
    MEDIA.mkdir(parents=True, exist_ok=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        run("apt-get download", ["apt-get", "-o", "APT::Sandbox::User=root", "download", PACKAGE], cwd=Path(folder))
        (package,) = Path(folder).glob("*.deb")
        wanted = [f"{FOLDER}/{video}" for video in VIDEOS]
        unpack = 'dpkg-deb --fsys-tarfile "$1" | { shift; tar --extract --strip-components=7 "$@"; }'
        run("unpack video", ["sh", "-c", unpack, "sh", str(package), *wanted], cwd=Path(folder))
        for video in VIDEOS:
            shutil.move(Path(folder) / video, MEDIA / video)
