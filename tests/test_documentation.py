"""What the pages for people promise is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
TARGETS = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    assert set(re.findall(r"`(?:\$ )?make ([a-z]+)", page.read_text())) <= TARGETS


def test_every_make_target_is_explained_to_who_works_on_it() -> None:
    explained = set(re.findall(r"`make ([a-z]+)", (ROOT / "CONTRIBUTING.md").read_text()))
    assert TARGETS - {"help", "setup"} <= explained


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_that_is_linked_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("setting", ["markers", "ignore"])
def test_every_marker_and_every_rule_that_is_off_says_why(setting: str) -> None:
    body = re.search(
        rf"^{setting} = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), flags=re.MULTILINE | re.DOTALL
    )
    assert body
    assert not [line for line in body[1].splitlines() if not re.search(r"# \w|\w: \w", line)]
