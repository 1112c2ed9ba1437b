"""What this machine cannot run is skipped aloud and counted; with CI=true a skip is a failure."""

import os
import shutil
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

SYSTEM_PATH = "/usr/sbin:/sbin:/usr/local/sbin"


def program(name: str, *, package: str) -> str:
    """Return the path of a system program; the test that needs it is skipped where it is absent."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SYSTEM_PATH}")
    if not found:
        pytest.skip(f"{name} is not here (package {package})")
    return found


def skips_are_failures() -> bool:
    return os.environ.get("CI", "").lower() in {"true", "1"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and skips_are_failures() and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {reason_of(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and skips_are_failures():
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {reason_of(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many tests did not run, and for want of what."""
    skipped = terminalreporter.getreports("skipped")
    if not skipped:
        return
    terminalreporter.section(f"NOT RUN: {len(skipped)} tests", sep="!", red=True, bold=True)
    for reason, count in Counter(reason_of(report) for report in skipped).most_common():
        terminalreporter.line(f"{count:4} × {reason}")


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)


def exists(path: Path | None, *, what: str, package: str) -> Path:
    """Return `path`; the test that needs it is skipped where there is none."""
    if path is None or not path.exists():
        pytest.skip(f"{what} is not here (package {package})")
    return path
