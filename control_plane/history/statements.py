"""Raw statements of what terminals report. All absorb repeats; those of states let only the newest win."""

from typing import Any

from control_plane.bulk import BulkInsert
from control_plane.history.models import CheckState, Flip, Inventory, Report, TerminalState

# A terminal that was started anew tells a fault that it had before as its first verdict: it began when it began.
_SET = {"since_ms": "CASE WHEN {0}.verdict = excluded.verdict THEN {0}.since_ms ELSE excluded.since_ms END"}
_NEWER = "(excluded.run_ordinal, excluded.seq) > ({0}.run_ordinal, {0}.seq)"


def _newest_wins(
    model: Any, columns: tuple[str, ...], *, key: tuple[str, ...], extra: tuple[str, ...] = ()
) -> BulkInsert:
    settable = [name for name in columns if name not in key and name not in extra]
    updates = ", ".join(
        f"{name} = {_SET.get(name, 'excluded.{1}').format(model.__tablename__, name)}" for name in settable
    )
    guard = _NEWER.format(model.__tablename__)
    return BulkInsert(
        model=model, columns=columns, conflict=f"({', '.join(key)}) DO UPDATE SET {updates} WHERE {guard}"
    )


REPORTS = BulkInsert(
    model=Report,
    columns=(
        "terminal",
        "run",
        "seq",
        "lane",
        "received_ms",
        "event_ms",
        "event_clock",
        "boot",
        "uptime_ms",
        "document",
    ),
    conflict="DO NOTHING",
)
FLIPS = BulkInsert(
    model=Flip,
    columns=(
        "terminal",
        "check_name",
        "from_verdict",
        "to_verdict",
        "reasons",
        "figures",
        "event_ms",
        "event_clock",
        "received_ms",
        "run",
        "seq",
    ),
    conflict="DO NOTHING",
)


CHECKS = _newest_wins(
    CheckState,
    (
        "terminal",
        "check_name",
        "component",
        "verdict",
        "reasons",
        "figures",
        "facts",
        "since_ms",
        "looked_ms",
        "deviating",
        "run_ordinal",
        "seq",
    ),
    key=("terminal", "check_name"),
)
TERMINALS = _newest_wins(
    TerminalState,
    (
        "terminal",
        "readiness",
        "readiness_since_ms",
        "because",
        "next_due_ms",
        "last_report_ms",
        "last_event_ms",
        "run_ordinal",
        "seq",
        "generation",
        "config_hash",
        "agent_version",
        "next_s",
        "looked",
    ),
    key=("terminal",),
    extra=("readiness", "readiness_since_ms", "because", "next_due_ms"),  # the judge's, not the report's
)
INVENTORIES = _newest_wins(
    Inventory,
    ("terminal", "devices", "profile", "model", "run_ordinal", "seq", "at_ms"),
    key=("terminal",),
)
