"""Documentation that cannot rot: what the code knows, the page names."""

from pathlib import Path

import pytest

from agent.checks.table import READINGS
from contract.verdicts import Readiness, Reason, Verdict

CHECKS = (Path(__file__).parents[1] / "docs" / "checks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("check", [check.name for reading in READINGS for check in reading.checks])
def test_each_check_has_its_row(check: str) -> None:
    assert f"| `{check}` |" in CHECKS


@pytest.mark.parametrize("code", [code.value for code in (*Reason, *Verdict, *Readiness)])
def test_each_code_is_explained(code: str) -> None:
    assert f"`{code}`" in CHECKS
