"""One batch of messages, stored in one transaction with all that follows from it.

    who is known → runs and numbers → presence → clocks → reports, states, flips → outcomes → readiness

Contact is locked before states here and in the clock process, so that neither waits for the other for ever.
Nothing is acknowledged before the transaction is committed; everything here may be done twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from contract.messages import Ack, CommandResult, Inventory, Numbered, Presence, Report, ReportKind
from control_plane.authority.service import Authority
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.fleet.service import mark_proven
from control_plane.fleet.states import LifeCycle
from control_plane.history.readiness import judge_again
from control_plane.history.recording import Placed, PlacedReport, store_inventories, store_reports
from control_plane.history.runs import RunBook
from control_plane.ingest import quarantine, repository
from control_plane.ingest.accounting import account, place
from control_plane.ingest.following import follow_configuration, follow_orders
from control_plane.ingest.reading import Bad, Message
from control_plane.ingest.states import BadReason
from control_plane.locks import Lock, take
from control_plane.observed.recording import store_branch_words
from control_plane.orders.service import unasked as unasked_orders
from control_plane.presence import service as presence
from control_plane.presence.rules import Contact, Farewell


@dataclass(slots=True)
class Recorded:
    """What came of a batch: acknowledgements to send once it is committed, and counts."""

    acknowledgements: list[tuple[str, Ack]]
    counts: Counter[str]


def record_batch(
    session: Session, messages: Sequence[Message], bad: Sequence[Bad], *, authority: Authority, now: int
) -> Recorded:
    """Store a batch; when it raises, the caller rolls back and nothing of it is left."""
    speakers = {message.terminal for message in messages} | {each.terminal for each in bad}
    cycles = repository.life_cycles(session, speakers)
    if _enrolled(cycles):  # their first report is an action: its lock comes before any row
        take(session, Lock.ACTIONS)
    serving = {terminal for terminal, cycle in cycles.items() if cycle is not LifeCycle.RETIRED}
    known = [message for message in messages if message.terminal in serving]
    known, unasked = _sort_out_unasked(session, known)
    away = [*bad, *unasked, *(_stranger(message) for message in messages if message.terminal not in serving)]
    runs = RunBook(session, _runs_of(known, away))
    numbered, scattered = account(runs, known, [each for each in away if each.terminal in serving])
    moved = presence.record_events(session, _events(known), now=now)
    placed = place(session, runs, numbered, live=[each for each in known if _tells_time(each)])
    counts = _store(session, placed, moved=moved, now=now)
    for terminal in sorted({each[0].terminal for each in placed} & _enrolled(cycles)):
        mark_proven(session, terminal)
    follow_configuration(session, placed, authority=authority, now=now)
    follow_orders(session, placed, now=now)
    runs.save()
    counts += quarantine.put_away(session, [*away, *scattered])
    counts["messages"] += len(messages) + len(bad)
    repository.add_to_counters(session, counts)
    return Recorded(runs.acknowledgements(centre_ms=now), counts)


def _store(
    session: Session, placed: Sequence[tuple[Placed, Numbered]], *, moved: Iterable[str], now: int
) -> Counter[str]:
    reports = [(where, body) for where, body in placed if isinstance(body, Report)]
    stored = store_reports(session, reports)
    store_branch_words(session, reports)
    store_inventories(session, [(where, body) for where, body in placed if isinstance(body, Inventory)])
    judge_again(session, {*moved, *_touched(reports)}, now=now)
    changes.note_many(session, ChangeKind.STATE, sorted({where.terminal for where, _ in placed}))
    return Counter(stored=stored, repeated=len(reports) - stored)


def _touched(reports: Iterable[PlacedReport]) -> set[str]:
    """Terminals of which a verdict may have changed."""
    return {
        where.terminal
        for where, report in reports
        if report.kind is not ReportKind.ROUTINE or any(check.changed for check in report.checks)
    }


def _sort_out_unasked(session: Session, messages: Sequence[Message]) -> tuple[list[Message], list[Bad]]:
    """Put aside what is said of orders that nobody gave; their numbers count all the same."""
    said = [(each.terminal, each.body) for each in messages if isinstance(each.body, CommandResult)]
    strange = unasked_orders(session, said) if said else set()
    known: list[Message] = []
    unasked: list[Bad] = []
    for message in messages:
        body = message.body
        if isinstance(body, CommandResult) and (message.terminal, body.id) in strange:
            numbers = (body.run, body.seq)
            unasked.append(
                Bad(message.delivery, BadReason.UNASKED, "no such order was given", message.terminal, numbers)
            )
        else:
            known.append(message)
    return known, unasked


def _stranger(message: Message) -> Bad:
    detail = "no terminal of this name is in service"
    return Bad(message.delivery, BadReason.UNKNOWN_TERMINAL, detail, message.terminal)


def _enrolled(cycles: Mapping[str, LifeCycle]) -> set[str]:
    return {terminal for terminal, cycle in cycles.items() if cycle is LifeCycle.ENROLLED}


def _runs_of(messages: Iterable[Message], bad: Iterable[Bad]) -> set[tuple[str, str]]:
    wanted = {(message.terminal, message.body.run) for message in messages}
    wanted |= {(each.terminal, each.counts[0]) for each in bad if each.counts}
    for message in messages:
        if isinstance(message.body, Presence):
            wanted |= {(message.terminal, run) for run in message.body.runs}
    return wanted


def _events(messages: Iterable[Message]) -> Mapping[str, list[Contact | Farewell]]:
    """What the messages say about contact, by terminal, in the order in which they came."""
    events: defaultdict[str, list[Contact | Farewell]] = defaultdict(list)
    for message in messages:
        events[message.terminal].append(_event(message))
    return events


def _event(message: Message) -> Contact | Farewell:
    body = message.body
    if not isinstance(body, Presence):
        return Contact(run=body.run, next_s=body.next_s if isinstance(body, Report) else None)
    if not body.online:
        return Farewell(session=body.session, why=body.why)
    retained = message.delivery.retained
    return Contact(run=body.run, next_s=body.next_s, session=body.session, retained=retained)


def _tells_time(message: Message) -> bool:
    """Was it sent as it arrived? A will was made at the connection, a retained presence is older still."""
    if isinstance(message.body, Presence):
        return message.body.online and not message.delivery.retained
    return True
