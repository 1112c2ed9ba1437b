"""Which numbers of which runs a batch brings, and where its messages stand in the history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.identity import lane_of, shard_of
from contract.messages import Gap, Numbered, Presence, Stamped
from control_plane.bulk import BulkInsert
from control_plane.history.bounded import keep_order
from control_plane.history.event_time import BootOffset, Stamp, earlier_boot, speaking_boot
from control_plane.history.models import BootClock
from control_plane.history.recording import Placed
from control_plane.history.runs import RunBook, ScatteredError
from control_plane.history.states import EventClock
from control_plane.ingest.reading import Bad, Message
from control_plane.ingest.states import BadReason

Boot = tuple[str, str]
"""A terminal and the name of one of its boots."""

_CLOCKS = BulkInsert(
    model=BootClock,
    columns=("terminal", "boot", "offset_ms"),
    conflict="(terminal, boot) DO UPDATE SET offset_ms = excluded.offset_ms",
)


def account(runs: RunBook, messages: Iterable[Message], bad: Iterable[Bad]) -> tuple[list[Message], list[Bad]]:
    """Note every number as arrived; return the numbered messages, and those that are one hole too many.

    Presences come first: they say in which order the runs are.
    """
    for message in messages:
        if isinstance(message.body, Presence) and message.body.online:
            listed = message.body.runs or (message.body.run,)
            runs.arrange(message.terminal, listed, boot=message.body.boot)
    for each in bad:
        if each.counts:
            _account_for_bad(runs, each)
    numbered, scattered = [], []
    for message in messages:
        try:
            is_numbered = _account_for(runs, message)
        except ScatteredError as error:
            scattered.append(Bad(message.delivery, BadReason.SCATTERED, str(error), message.terminal))
        else:
            numbered += [message] if is_numbered else []
    return numbered, scattered


def place(
    session: Session, runs: RunBook, messages: Sequence[Message], *, live: Sequence[Message]
) -> list[tuple[Placed, Numbered]]:
    """Give each numbered message its time and its place; `live` are those whose arrival tells the time."""
    if not messages and not live:
        return []
    offsets = _offsets(session, runs, _stamps(live))
    return [
        (_placed(runs, message, message.body, offsets), message.body)
        for message in messages
        if isinstance(message.body, Numbered)
    ]


def _account_for(runs: RunBook, message: Message) -> bool:
    body = message.body
    if isinstance(body, Gap):
        runs.entry(message.terminal, body.run).account_for(body.first, max(body.first, body.last))
        return False
    if not isinstance(body, Numbered):
        return False
    runs.entry(message.terminal, body.run, body.boot).account_for(body.seq, body.seq)
    return True


def _account_for_bad(runs: RunBook, bad: Bad) -> None:
    run, seq = bad.counts or ("", 0)
    try:
        runs.entry(bad.terminal, run).account_for(seq, seq)
    except ScatteredError:
        bad.counts = None


def _stamps(messages: Iterable[Message]) -> Mapping[Boot, list[Stamp]]:
    stamps: defaultdict[Boot, list[Stamp]] = defaultdict(list)
    for message in messages:
        body = message.body
        if isinstance(body, Stamped):
            received_ms = message.delivery.received_ms
            stamps[message.terminal, body.boot].append(Stamp(received_ms, body.uptime_ms, body.wall_ms, body.synced))
    return stamps


def _offsets(session: Session, runs: RunBook, stamps: Mapping[Boot, Sequence[Stamp]]) -> Mapping[Boot, BootOffset]:
    known = _known_offsets(session, {terminal for terminal, _ in stamps})
    offsets = {
        boot: speaking_boot(known.get(boot), seen)
        for boot, seen in stamps.items()
        if boot[1] == runs.speaking_boot(boot[0])
    }
    began = {terminal: offset.offset_ms for (terminal, _), offset in offsets.items()}
    for boot, seen in stamps.items():
        if boot not in offsets:
            speaking = known.get((boot[0], runs.speaking_boot(boot[0])))
            offset = earlier_boot(known.get(boot), seen, next_began_ms=began.get(boot[0], speaking))
            if offset.clock is EventClock.BOUNDED:
                offset = keep_order(session, *boot, offset=offset)
            offsets[boot] = offset
    learnt = [(*boot, offset.offset_ms) for boot, offset in sorted(offsets.items()) if offset.is_worth_keeping]
    _CLOCKS.write(session, [row for row in learnt if known.get((row[0], row[1])) != row[2]])
    return offsets


def _known_offsets(session: Session, terminals: Iterable[str]) -> Mapping[Boot, int]:
    asked = select(BootClock.terminal, BootClock.boot, BootClock.offset_ms).where(BootClock.terminal.in_(terminals))
    return {(row.terminal, row.boot): row.offset_ms for row in session.execute(asked)}


def _placed(runs: RunBook, message: Message, body: Numbered, offsets: Mapping[Boot, BootOffset]) -> Placed:
    return Placed(
        terminal=message.terminal,
        ordinal=runs.entry(message.terminal, body.run).ordinal,
        offset=offsets[message.terminal, body.boot],
        received_ms=message.delivery.received_ms,
        lane=f"{lane_of(shard_of(message.terminal)):02d}",
        plain=message.plain,
        is_newest=runs.is_newest(message.terminal, body.run, seq=body.seq),
    )
