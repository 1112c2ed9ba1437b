"""The lock files: hashes everywhere, hosts nowhere, and no staler than what they lock."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PINNED = re.compile(r"^([a-z0-9-]+)==([^ ;]+)")


def pins(lock: Path) -> set[tuple[str, str]]:
    return {match.groups() for line in lock.read_text().splitlines() if (match := PINNED.match(line))}  # type: ignore[misc]


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, ROOT / "package-lock.json"], ids=lambda lock: lock.name)
def test_a_lock_names_no_host(lock: Path) -> None:
    assert not re.findall(r"\w+://|\bfile:|resolved|--index|--find-links", lock.read_text())


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert blocks
    assert not [block for block in blocks if not PINNED.match(block) or "--hash=sha256:" not in block]


def test_every_page_asset_has_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if name and not package["integrity"].startswith("sha512-")]


def test_the_demo_runs_on_the_versions_that_were_tested() -> None:
    demo, development = (pins(ROOT / "requirements" / f"{name}.lock") for name in ("demo", "development"))
    assert demo < development


def test_what_the_project_asks_for_is_locked() -> None:
    project = (ROOT / "pyproject.toml").read_text().partition("[tool.")[0]
    asked = set(re.findall(r'"([a-z][a-z0-9-]+)(?:\[[a-z]+\])?(?:>=[^"]*)?"', project)) - {"beket"}
    locked = {name for name, _ in pins(ROOT / "requirements" / "development.lock")}
    words = {"hatchling", "msgspec"}
    assert words <= asked
    assert not {name for name in asked if name not in locked}
