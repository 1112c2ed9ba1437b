"""The runs of terminals: their order, and which of their numbers have arrived.

A run that is first heard of is the newest, unless a presence says where it stands: presences list the
spooled runs in order, the speaking one last.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, aliased

from contract.messages import Ack
from contract.ranges import Ranges
from control_plane.bulk import BulkInsert
from control_plane.history.models import CheckState, Inventory, Run, TerminalState

OVERTAKEN = 8
"""A session keeps the order of its messages and a new one begins with the oldest: a hole that so many later numbers
have passed is on no way to us. After a broker lost its memory nothing else tells the terminal so soon."""
MAX_SPANS = 400
MAX_NAMED = 32
LOADED_AT_ONCE = 5000
"""Databases limit the number of a statement's parameters."""

_SAVE = BulkInsert(
    model=Run,
    columns=("terminal", "run", "ordinal", "upto", "ranges", "boot"),
    conflict="(terminal, run) DO UPDATE SET ordinal = excluded.ordinal, upto = excluded.upto, "
    "ranges = excluded.ranges, boot = excluded.boot",
)
_NUMBERED_BY_RUN = (CheckState, Inventory, TerminalState)


class ScatteredError(ValueError):
    """More holes in a run's numbers than an honest terminal can leave."""


@dataclass(slots=True)
class RunEntry:
    """One run: its place among the terminal's runs, and the numbers that are accounted for."""

    ordinal: int
    ranges: Ranges = field(default_factory=Ranges)
    boot: str = ""

    def account_for(self, first: int, last: int) -> None:
        """Note numbers as arrived or never to come; raises ScatteredError."""
        self.ranges.add(first, last)
        if len(self.ranges.spans) > MAX_SPANS:
            raise ScatteredError(f"more than {MAX_SPANS} ranges")

    def acknowledgement(self, run: str, *, centre_ms: int) -> Ack:
        """What is stored, and what to send again: holes that nothing on its way can fill."""
        newest = self.ranges.spans[-1][1] if self.ranges.spans else 0
        lost = [span for span in self.ranges.missing() if span[1] < newest - OVERTAKEN]
        return Ack(
            run=run,
            upto=self.ranges.upto,
            centre_ms=centre_ms,
            also=tuple(self.ranges.beyond()[:MAX_NAMED]),
            resend=tuple(lost[:MAX_NAMED]),
        )


class RunBook:
    """The runs that one batch touches, loaded at its beginning and saved at its end."""

    def __init__(self, session: Session, wanted: Collection[tuple[str, str]]) -> None:
        self._session = session
        self._entries: dict[tuple[str, str], RunEntry] = {}
        self._newest: dict[str, tuple[str, RunEntry]] = {}
        self._touched: set[tuple[str, str]] = set()
        self._load(wanted)

    def entry(self, terminal: str, run: str, boot: str = "") -> RunEntry:
        """The run, made the newest if it was not known."""
        entry = self._entries.get((terminal, run))
        if entry is None:
            newest = self._newest.get(terminal)
            entry = RunEntry(ordinal=newest[1].ordinal + 1 if newest else 1)
            self._entries[terminal, run] = entry
            self._newest[terminal] = (run, entry)
        entry.boot = entry.boot or boot
        self._touched.add((terminal, run))
        return entry

    def arrange(self, terminal: str, runs: Sequence[str], *, boot: str) -> None:
        """Take the order of runs that a presence gives; the last one is of this boot."""
        for run in runs:
            self.entry(terminal, run, boot if run == runs[-1] else "")
        ordinals = [self._entries[terminal, run].ordinal for run in runs]
        if ordinals != sorted(ordinals):
            self._renumber(terminal, runs)

    def speaking_boot(self, terminal: str) -> str:
        """The boot of the terminal's newest run."""
        newest = self._newest.get(terminal)
        return newest[1].boot if newest else ""

    def is_newest(self, terminal: str, run: str, *, seq: int) -> bool:
        """Is it the highest number that has come of the terminal's newest run?"""
        newest = self._newest[terminal]
        return newest[0] == run and newest[1].ranges.spans[-1][1] == seq

    def acknowledgements(self, *, centre_ms: int) -> list[tuple[str, Ack]]:
        """One for each run that anything arrived of."""
        return [
            (terminal, self._entries[terminal, run].acknowledgement(run, centre_ms=centre_ms))
            for terminal, run in sorted(self._touched)
        ]

    def save(self) -> None:
        """Write what was touched."""
        _SAVE.write(self._session, [self._row(*key) for key in sorted(self._touched)])

    def _load(self, wanted: Collection[tuple[str, str]]) -> None:
        ordered = sorted(wanted)
        for start in range(0, len(ordered), LOADED_AT_ONCE):
            self._load_some(ordered[start : start + LOADED_AT_ONCE])

    def _load_some(self, wanted: Sequence[tuple[str, str]]) -> None:
        other = aliased(Run)
        last = select(func.max(other.ordinal)).where(other.terminal == Run.terminal).scalar_subquery()
        asked = or_(Run.run.in_({run for _, run in wanted}), Run.ordinal == last)
        rows = self._session.execute(
            select(Run.terminal, Run.run, Run.ordinal, Run.ranges, Run.boot)
            .where(Run.terminal.in_({terminal for terminal, _ in wanted}), asked)
            .order_by(Run.ordinal)
        )
        for terminal, run, ordinal, spans, boot in rows:
            ranges = Ranges([(first, upto) for first, upto in spans])
            entry = self._entries.setdefault((terminal, run), RunEntry(ordinal, ranges, boot))
            self._newest[terminal] = (run, entry)

    def _renumber(self, terminal: str, runs: Iterable[str]) -> None:
        """Give listed runs fresh places in their order, and take along what they brought about."""
        for run in runs:
            entry = self._entries[terminal, run]
            before, entry.ordinal = entry.ordinal, self._newest[terminal][1].ordinal + 1
            self._newest[terminal] = (run, entry)
            for model in _NUMBERED_BY_RUN:
                self._session.execute(
                    update(model)
                    .where(model.terminal == terminal, model.run_ordinal == before)
                    .values(run_ordinal=entry.ordinal)
                )

    def _row(self, terminal: str, run: str) -> tuple[str, str, int, int, bytes, str]:
        entry = self._entries[terminal, run]
        ranges = msgspec.json.encode(entry.ranges.spans)
        return (terminal, run, entry.ordinal, entry.ranges.upto, ranges, entry.boot)
