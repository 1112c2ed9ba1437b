"""One batch in one transaction: repeats absorbed, the newest wins, history in event order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contract.identity import new_terminal_id
from contract.messages import Ack, Gap, Numbered, ReportKind, Stamped
from contract.verdicts import Verdict
from control_plane.authority.service import Authority
from control_plane.changes.models import Change
from control_plane.database import Database
from control_plane.fleet.models import Terminal
from control_plane.fleet.states import LifeCycle
from control_plane.history.answers import checks_of, last_look, looks_of
from control_plane.history.models import CheckState, Flip, ReadinessFlip, Report, TerminalState
from control_plane.ingest.ledger import Recorded, record_batch
from control_plane.ingest.models import Quarantine
from control_plane.ingest.reading import Bad, Message
from control_plane.ingest.repository import counters
from control_plane.ingest.states import BadReason
from control_plane.presence.models import Presence
from control_plane.presence.states import PresenceState
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_authority
from tests.ingest.messages import LATER_RUN, RUN, UPTIME_MS, a_check, a_message, a_presence, a_report

OK_CHECKS = (a_check("camera.frames"), a_check("microphone.level"), a_check("network.link"))


@dataclass
class Centre:
    """A database with one terminal, and an ingest that stores what it says."""

    database: Database
    authority: Authority
    terminal: str = field(init=False)

    def __post_init__(self) -> None:
        with self.database.transaction() as session:
            a_registry(session)
            self.terminal = a_terminal(session)

    def record(self, *said: Message | Stamped | Gap | Numbered, bad: tuple[Bad, ...] = ()) -> Recorded:
        messages = [each if isinstance(each, Message) else a_message(self.terminal, each) for each in said]
        with self.database.transaction() as session:
            return record_batch(session, messages, bad, authority=self.authority, now=NOW_MS)

    def ack(self, *said: Stamped | Gap | Numbered) -> Ack:
        return self.record(*said).acknowledgements[-1][1]

    def session(self) -> Session:
        return Session(self.database.engine)


@pytest.fixture
def centre(database_url: str, tmp_path: Path) -> Iterator[Centre]:
    with a_database(database_url) as database:
        yield Centre(database, an_authority(tmp_path))


def test_a_repeat_is_absorbed_and_acknowledged_again(centre: Centre) -> None:
    report = a_report(1, a_check(verdict=Verdict.FAILED, changed=True))
    assert centre.ack(report).upto == 1
    again = centre.record(report, report)
    assert again.acknowledgements[0][1].upto == 1
    assert (again.counts["stored"], again.counts["repeated"]) == (0, 2)
    with centre.session() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 1
        assert session.scalar(select(func.count()).select_from(Flip)) == 1


def test_a_hole_is_not_acknowledged_until_it_is_filled(centre: Centre) -> None:
    ack = centre.ack(a_report(1), a_report(2), a_report(5))
    assert (ack.upto, ack.also, ack.resend) == (2, ((5, 5),), ())
    assert centre.ack(a_report(3)).upto == 3
    assert centre.ack(Gap(run=RUN, first=4, last=4, why="thinned")).upto == 5


def test_a_hole_that_is_on_no_way_is_asked_for(centre: Centre) -> None:
    assert centre.ack(a_report(1), a_report(3), a_report(10)).resend == ()
    assert centre.ack(a_report(11)).resend == ((2, 2),)


def test_state_follows_the_newest_number_whatever_comes_last(centre: Centre) -> None:
    centre.record(a_report(2, a_check(verdict=Verdict.FAILED), kind=ReportKind.CHANGE))
    centre.record(a_report(1, a_check(verdict=Verdict.OK), kind=ReportKind.CHANGE))
    with centre.session() as session:
        assert session.scalars(select(CheckState.verdict)).all() == ["failed"]


def test_the_spool_of_an_older_run_does_not_change_the_state(centre: Centre) -> None:
    centre.record(a_presence(runs=(RUN, LATER_RUN)))
    centre.record(a_report(1, a_check(verdict=Verdict.OK), run=LATER_RUN))
    centre.record(a_report(900, a_check(verdict=Verdict.FAILED), run=RUN))
    with centre.session() as session:
        assert session.scalars(select(CheckState.verdict)).all() == ["ok"]


def test_a_presence_puts_runs_right_that_came_in_the_wrong_order(centre: Centre) -> None:
    centre.record(a_report(1, a_check(verdict=Verdict.OK), run=LATER_RUN))
    centre.record(a_presence(runs=(RUN, LATER_RUN)), a_report(9, a_check(verdict=Verdict.FAILED), run=RUN))
    with centre.session() as session:
        assert session.scalars(select(CheckState.verdict)).all() == ["ok"]


def test_a_check_that_a_full_report_leaves_out_has_ended(centre: Centre) -> None:
    centre.record(a_report(1, a_check("network.service:old", Verdict.FAILED)))
    centre.record(a_report(2, a_check("camera.frames")))
    with centre.session() as session:
        assert session.scalars(select(CheckState.check_name)).all() == ["camera.frames"]


def test_a_fault_changes_the_readiness_and_tells_the_pages(centre: Centre) -> None:
    centre.record(a_presence(), a_report(1, *OK_CHECKS))
    failed = a_check("microphone.level", Verdict.FAILED, changed=True, was=Verdict.OK)
    centre.record(a_report(2, failed, kind=ReportKind.CHANGE))
    with centre.session() as session:
        state = session.get_one(TerminalState, centre.terminal)
        changes = session.scalars(select(Change.kind).where(Change.key == centre.terminal)).all()
        flips = session.scalars(select(ReadinessFlip.to_readiness).order_by(ReadinessFlip.id)).all()
    assert state.next_due_ms is not None
    assert flips[-1] == state.readiness
    assert {"state", "presence"} <= set(changes)


def test_an_enrolled_terminal_is_active_after_its_first_report(centre: Centre) -> None:
    with centre.database.transaction() as session:
        terminal = a_terminal(session, seat=None, life_cycle=LifeCycle.ENROLLED)
    centre.record(a_message(terminal, a_report(1)))
    with centre.session() as session:
        assert session.get_one(Terminal, terminal).life_cycle is LifeCycle.ACTIVE


def test_an_unknown_terminal_is_quarantined_and_nobody_else_suffers(centre: Centre) -> None:
    centre.record(a_message(new_terminal_id(), a_report(1)), a_report(1))
    with centre.session() as session:
        assert session.scalars(select(Report.terminal)).all() == [centre.terminal]
        assert session.scalars(select(Quarantine.why)).one().startswith("unknown_terminal")
        assert counters(session)["bad.unknown_terminal"] == 1


def test_the_number_of_an_unreadable_message_is_accounted_for(centre: Centre) -> None:
    unreadable = a_message(centre.terminal, a_report(2))
    bad = Bad(unreadable.delivery, BadReason.MALFORMED, "no", centre.terminal, (RUN, 2))
    assert centre.record(a_report(1), a_report(3), bad=(bad,)).acknowledgements[0][1].upto == 3


def test_a_will_makes_suspect_and_a_word_makes_online(centre: Centre) -> None:
    def state() -> PresenceState:
        with centre.session() as session:
            return session.get_one(Presence, centre.terminal).state

    centre.record(a_presence(session="1" * 16), a_presence(session="2" * 16))
    centre.record(a_presence(session="1" * 16, online=False))
    assert state() is PresenceState.ONLINE
    centre.record(a_presence(session="2" * 16, online=False))
    assert state() is PresenceState.SUSPECT
    centre.record(a_message(centre.terminal, a_presence(session="2" * 16), retained=True))
    assert state() is PresenceState.SUSPECT
    centre.record(a_report(1))
    assert state() is PresenceState.ONLINE


def test_events_of_a_boot_before_are_placed_before_this_one(centre: Centre) -> None:
    began = NOW_MS - 30_000
    centre.record(
        a_presence(runs=(RUN, LATER_RUN), boot="boot-2", uptime_ms=30_000),
        a_report(7, a_check(verdict=Verdict.FAILED, changed=True), boot="boot-1", uptime_ms=UPTIME_MS),
    )
    with centre.session() as session:
        flip = session.scalars(select(Flip)).one()
    assert (flip.event_ms, flip.event_clock) == (began, "bounded")


def test_a_boot_that_proves_to_be_earlier_moves_as_a_whole(centre: Centre) -> None:
    lasted_ms = 5 * 60_000
    centre.record(a_presence(runs=(RUN, LATER_RUN), boot="boot-2", uptime_ms=30_000))
    for seq, later_ms in ((7, 0), (8, lasted_ms)):
        check = replace(a_check(verdict=Verdict.FAILED, changed=True), since_ms=UPTIME_MS + later_ms)
        centre.record(a_report(seq, check, boot="boot-1", uptime_ms=UPTIME_MS + later_ms))
    with centre.session() as session:
        times = list(session.scalars(select(Flip.event_ms).order_by(Flip.seq)))
        reports = list(session.scalars(select(Report.event_ms).order_by(Report.seq)))
    assert times == reports
    assert times[1] - times[0] == lasted_ms
    assert times[1] == NOW_MS - 30_000


def test_a_look_without_news_makes_an_answer_younger(centre: Centre) -> None:
    centre.record(a_report(1, *OK_CHECKS))
    looked = {"camera.frames": UPTIME_MS + 4000}
    routine = a_report(2, kind=ReportKind.ROUTINE, uptime_ms=UPTIME_MS + 5000, looked=looked)
    centre.record(a_message(centre.terminal, routine, received_ms=NOW_MS + 5000))
    with centre.session() as session:
        looks = looks_of(session, centre.terminal)
        younger = {
            state.check_name: last_look(state, looks) - state.looked_ms for state in checks_of(session, centre.terminal)
        }
    assert younger == {"camera.frames": 4000, "microphone.level": 0, "network.link": 0}


def test_a_fault_that_outlives_a_reboot_began_when_it_began(centre: Centre) -> None:
    failed = a_check("camera.view", Verdict.FAILED, changed=True)
    centre.record(a_report(1, failed))
    rebooted = a_report(1, failed, run=LATER_RUN, kind=ReportKind.CHANGE, boot="boot-2")
    centre.record(a_message(centre.terminal, rebooted, received_ms=NOW_MS + 3_600_000))
    with centre.session() as session:
        since = session.scalars(select(CheckState.since_ms)).one()
    assert since == NOW_MS


def test_an_uptime_beyond_belief_moves_a_boot_to_no_date_that_a_page_cannot_show(centre: Centre) -> None:
    centre.record(a_presence(runs=(RUN, LATER_RUN), boot="boot-2", uptime_ms=30_000))
    for seq, uptime_ms in ((7, UPTIME_MS), (8, 2**53)):
        centre.record(a_report(seq, a_check(verdict=Verdict.FAILED, changed=True), uptime_ms=uptime_ms))
    with centre.session() as session:
        assert session.scalars(select(Flip.event_ms)).all() == [0, 0]
        assert session.scalars(select(Report.event_ms)).all()[0] == 0
