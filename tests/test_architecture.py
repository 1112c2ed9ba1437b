"""Arrows that import-linter cannot draw: which single file may touch a foreign library."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("contract", "hardware", "agent", "provisioning", "control_plane", "simulation")

# library -> the only places of ours that may import it
ALLOWED = {
    "paho": {"agent/link/mqtt.py", "control_plane/broker/mqtt.py", "simulation/mqtt.py"},
    "sounddevice": {"hardware/sound/stream.py"},
    "cv2": {"hardware/camera/capture.py", "hardware/virtual/defects.py", "agent/measure/"},
    "numpy": {"hardware/camera/", "hardware/sound/", "hardware/virtual/", "agent/measure/", "agent/checks/"},
}
CAPTURE = "hardware/camera/capture.py"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imports_of(tree: ast.Module) -> set[str]:
    """Return the top names of all imports in a file, those inside functions too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def is_allowed(file: str, places: set[str]) -> bool:
    return any(file == place or (place.endswith("/") and file.startswith(place)) for place in places)


@pytest.mark.parametrize("library", ALLOWED)
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    strays = [
        file for file, tree in sources() if library in imports_of(tree) and not is_allowed(file, ALLOWED[library])
    ]
    assert not strays, f"{library} belongs in {sorted(ALLOWED[library])}, not in {strays}"


def test_one_file_opens_cameras() -> None:
    def opens(tree: ast.Module) -> bool:
        return any(isinstance(node, ast.Attribute) and node.attr == "VideoCapture" for node in ast.walk(tree))

    assert not [file for file, tree in sources() if opens(tree) and file != CAPTURE]


def test_contract_needs_the_standard_library_and_msgspec_only() -> None:
    foreign = {
        (file, name)
        for file, tree in sources()
        if file.startswith("contract/")
        for name in imports_of(tree) - {"contract", "msgspec"}
        if name not in sys.stdlib_module_names
    }
    assert not foreign


def test_every_dataclass_of_the_core_has_a_docstring_for_without_one_a_large_module_is_loaded() -> None:
    code = "from agent.lean import stay_lean; stay_lean(); import sys, agent.service; sys.exit('ast' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
