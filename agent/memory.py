"""Verdicts that outlive the process within a boot, so that a restarted agent invents no change."""

from typing import cast

import msgspec
from msgspec import Struct

from agent.journal import Journal
from agent.verdicts import Entry, VerdictTable
from contract.judgement.confirmation import Confirmation
from contract.verdicts import Judgement


class Remembered(Struct, frozen=True, kw_only=True):
    """One check as it was told last; times are uptime in ms of the row's boot."""

    confirmation: Confirmation
    rests_on: Judgement
    looked_ms: int
    since_ms: int


def remember(journal: Journal, boot: str, *, check: str, entry: Entry) -> None:
    """Put one check into the journal; the report of its change settles it."""
    remembered = Remembered(
        confirmation=entry.confirmation,
        rests_on=entry.rests_on,
        looked_ms=entry.looked_ms,
        since_ms=entry.since_ms,
    )
    journal.run(
        "INSERT OR REPLACE INTO verdict (name, boot, document) VALUES (?, ?, ?)",
        (check, boot, msgspec.json.encode(remembered)),
    )


def forget(journal: Journal, check: str) -> None:
    """Take one check out of the journal."""
    journal.run("DELETE FROM verdict WHERE name = ?", (check,))


def recall(journal: Journal, boot: str, table: VerdictTable) -> None:
    """Fill the table with what this boot knew; a row that cannot be read is left out."""
    for name, document in journal.rows("SELECT name, document FROM verdict WHERE boot = ?", (boot,)):
        try:
            known = msgspec.json.decode(cast("bytes", document), type=Remembered)
        except (msgspec.DecodeError, UnicodeDecodeError, TypeError):
            continue
        table.entries[str(name)] = Entry(
            confirmation=known.confirmation,
            rests_on=known.rests_on,
            looked_ms=known.looked_ms,
            since_ms=known.since_ms,
        )
