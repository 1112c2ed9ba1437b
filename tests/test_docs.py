"""Documentation that cannot rot: what the code knows, the page names."""

import json
import re
from pathlib import Path

import pytest

from agent.checks.table import READINGS
from contract.configuration.validation import validate
from contract.verdicts import Readiness, Reason, Verdict

ROOT = Path(__file__).parents[1]
CHECKS = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", [check.name for reading in READINGS for check in reading.checks])
def test_each_check_has_its_row(check: str) -> None:
    assert f"| `{check}` |" in CHECKS


@pytest.mark.parametrize("code", [code.value for code in (*Reason, *Verdict, *Readiness)])
def test_each_code_is_explained(code: str) -> None:
    assert f"`{code}`" in CHECKS


def test_the_configuration_that_the_page_shows_is_a_good_one() -> None:
    shown = re.findall(r"```json\n(.*?)```", CHECKS, flags=re.DOTALL)
    assert shown
    assert not [problem for document in shown for problem in validate(json.loads(document))]


def walk() -> list[tuple[str, str]]:
    rows = (line.split("|") for line in ARCHITECTURE.splitlines() if re.match(r"\|.*\.py` \| `\w+` \|$", line))
    return [(row[2].strip(" `"), row[3].strip(" `")) for row in rows]


@pytest.mark.parametrize(("file", "function"), walk())
def test_the_walk_of_a_report_goes_through_real_functions(file: str, function: str) -> None:
    assert re.search(rf"^\s*def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_the_walk_is_told_whole() -> None:
    assert len(walk()) > 15


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`((?:\w+/)+\w+\.py)`", ARCHITECTURE))))
def test_each_file_that_the_architecture_names_is_there(file: str) -> None:
    assert (ROOT / file).is_file()
