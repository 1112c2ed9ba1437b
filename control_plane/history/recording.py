"""Storing what terminals report: reports, the newest state of each check, changes of verdict.

Everything here absorbs repeats: a report is unique by (terminal, run, seq), a flip by its report and
check, and a state gives way only to a newer (run, seq). So a batch may be stored twice, in any order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from contract import messages
from contract.messages import ReportKind
from contract.verdicts import Component, component_of
from control_plane.history.event_time import BootOffset
from control_plane.history.models import CheckState
from control_plane.history.statements import CHECKS, FLIPS, INVENTORIES, REPORTS, TERMINALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A numbered message with its place in the terminal's history."""

    terminal: str
    ordinal: int
    offset: BootOffset
    received_ms: int
    lane: str
    plain: bytes
    is_newest: bool
    """Is it the highest number of the newest run, so that it tells how things are now?"""

    def at(self, uptime_ms: int) -> int:
        """The centre's time of an uptime of the message's boot."""
        return self.offset.place(uptime_ms, received_ms=self.received_ms)


PlacedReport = tuple[Placed, messages.Report]


def store_reports(session: Session, reports: Sequence[PlacedReport]) -> int:
    """Store reports with all that follows from them; return how many were new."""
    stored = REPORTS.write(session, [_report_row(*each) for each in reports])
    ordered = sorted(reports, key=lambda each: (each[0].terminal, each[0].ordinal, each[1].seq))
    CHECKS.write(session, _newest_checks(ordered))
    _drop_checks_that_ended(session, ordered)
    FLIPS.write(session, [row for each in ordered for row in _flip_rows(*each)])
    newest = {placed.terminal: (placed, report) for placed, report in ordered}
    TERMINALS.write(session, [_terminal_row(*newest[terminal]) for terminal in sorted(newest)])
    return stored


def store_inventories(session: Session, inventories: Sequence[tuple[Placed, messages.Inventory]]) -> None:
    """Keep the newest inventory of each terminal."""
    ordered = sorted(inventories, key=lambda each: (each[0].terminal, each[0].ordinal, each[1].seq))
    newest = {placed.terminal: _inventory_row(placed, inventory) for placed, inventory in ordered}
    INVENTORIES.write(session, [newest[terminal] for terminal in sorted(newest)])


@lru_cache(maxsize=1024)
def _component(check: str) -> Component:
    return component_of(check)


def _newest_checks(ordered: Iterable[PlacedReport]) -> list[tuple[Any, ...]]:
    newest = {
        (placed.terminal, check.check): (placed, report.seq, check)
        for placed, report in ordered
        for check in report.checks
    }
    return [_check_row(*newest[key]) for key in sorted(newest)]


def _check_row(placed: Placed, seq: int, check: messages.CheckState) -> tuple[Any, ...]:
    return (
        placed.terminal,
        check.check,
        _component(check.check),
        check.verdict,
        msgspec.json.encode(check.reasons),
        msgspec.json.encode(check.figures),
        msgspec.json.encode(check.facts),
        placed.at(check.since_ms),
        placed.at(check.looked_ms),
        check.deviating,
        placed.ordinal,
        seq,
    )


def _drop_checks_that_ended(session: Session, ordered: Iterable[PlacedReport]) -> None:
    """A full report names every check: an older state of another one is of a check that is no longer made."""
    full = {placed.terminal: (placed, report) for placed, report in ordered if report.kind is ReportKind.FULL}
    for placed, report in full.values():
        older = or_(
            CheckState.run_ordinal < placed.ordinal,
            (CheckState.run_ordinal == placed.ordinal) & (CheckState.seq < report.seq),
        )
        session.execute(
            delete(CheckState)
            .where(CheckState.terminal == placed.terminal, older)
            .execution_options(synchronize_session=False)
        )


def _report_row(placed: Placed, report: messages.Report) -> tuple[Any, ...]:
    return (
        placed.terminal,
        report.run,
        report.seq,
        placed.lane,
        placed.received_ms,
        placed.at(report.uptime_ms),
        placed.offset.clock,
        report.boot,
        report.uptime_ms,
        placed.plain,
    )


def _flip_rows(placed: Placed, report: messages.Report) -> list[tuple[Any, ...]]:
    return [
        (
            placed.terminal,
            check.check,
            check.was,
            check.verdict,
            msgspec.json.encode(check.reasons),
            msgspec.json.encode(check.figures),
            placed.at(check.since_ms),
            placed.offset.clock,
            placed.received_ms,
            report.run,
            report.seq,
        )
        for check in report.checks
        if check.changed
    ]


def _terminal_row(placed: Placed, report: messages.Report) -> tuple[Any, ...]:
    return (
        placed.terminal,
        "unknown",
        placed.received_ms,
        b"[]",
        0,
        placed.received_ms,
        placed.at(report.uptime_ms),
        placed.ordinal,
        report.seq,
        report.generation,
        report.config_hash,
        report.agent_version,
        report.next_s,
        msgspec.json.encode({check: placed.at(looked_ms) for check, looked_ms in report.looked.items()}),
    )


def _inventory_row(placed: Placed, inventory: messages.Inventory) -> tuple[Any, ...]:
    devices = msgspec.json.encode(inventory.devices)
    at_ms = placed.at(inventory.uptime_ms)
    return (placed.terminal, devices, inventory.profile, inventory.model, placed.ordinal, inventory.seq, at_ms)
