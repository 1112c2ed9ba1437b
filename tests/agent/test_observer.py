"""From looks to reports: what is told of a terminal that has only begun to look."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent.author import Author
from agent.clock import Clock
from agent.journal import Journal
from agent.looks import Judgements, Look, LookKind
from agent.observer import Observer
from agent.reports import Reporter
from agent.scheduler import Moment, Scheduler
from agent.spool import Spool
from agent.verdicts import VerdictTable
from agent.watch import Looked
from contract.codec import decode_up
from contract.configuration.looks import Looks, Reporting
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.messages import Report, ReportKind
from contract.topics import Up
from contract.verdicts import Component, Figure, Judgement, Reason, Verdict

RUN = "00000000000000aa"
OK = Judgement(verdict=Verdict.OK)
COVERED = Judgement(verdict=Verdict.FAILED)
MISSING = Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_MISSING,))


def a_look(name: str) -> Look:
    def run(given: Circumstances) -> Judgements:
        raise AssertionError(given)

    return Look(name=name, component=Component.CAMERA, kind=LookKind.FULL, run=run)


QUICK, FULL = a_look("camera.quick"), a_look("camera.full")


def an_observer(folder: Path, *, looks: Sequence[Look] = (QUICK, FULL), gather_s: int = 0) -> tuple[Observer, Spool]:
    journal, clock, table = Journal(folder / "spool.sqlite"), Clock(), VerdictTable()
    spool = Spool(journal, run=RUN)
    reporter = Reporter(Author(RUN, clock, spool), table, Reporting(gather_s=gather_s), now_ms=0)
    scheduler = Scheduler(looks, Looks(), now_ms=0)
    return Observer(scheduler, table, reporter, journal=journal, clock=clock), spool


def saw(observer: Observer, look: Look, **judgements: Judgement) -> None:
    named = {f"camera.{aspect}": judgement for aspect, judgement in judgements.items()}
    observer.take_in(Looked(look=look, judgements=named, at_ms=5), Configuration(), 5)


def reports(spool: Spool) -> list[Report]:
    said = [decode_up(Up.REPORT, row.payload) for row in spool.waiting(0, 50)]
    return [report for report in said if isinstance(report, Report)]


def kinds(spool: Spool) -> list[ReportKind]:
    return [report.kind for report in reports(spool)]


def test_a_report_is_full_only_when_every_look_has_ended_once(tmp_path: Path) -> None:
    observer, spool = an_observer(tmp_path)
    saw(observer, QUICK, presence=OK)
    observer.reporter.full(5)
    saw(observer, FULL, view=OK)
    assert kinds(spool) == [ReportKind.CHANGE, ReportKind.ROUTINE, ReportKind.CHANGE, ReportKind.FULL]


def test_a_fault_that_is_not_confirmed_yet_keeps_a_report_from_being_full(tmp_path: Path) -> None:
    observer, spool = an_observer(tmp_path)
    saw(observer, QUICK, presence=OK)
    for _ in range(3):
        assert ReportKind.FULL not in kinds(spool)
        saw(observer, FULL, view=COVERED)
    assert kinds(spool)[-1] is ReportKind.FULL


def test_a_look_under_way_that_a_call_would_notice_is_ended_and_the_next_not_begun(tmp_path: Path) -> None:
    ended: list[str] = []
    holding = replace(FULL, holds=True, give_way=lambda: ended.append("camera.full"), run=lambda _: {})
    observer, _ = an_observer(tmp_path, looks=[replace(QUICK, run=lambda _: {}), holding])
    for moment in (Moment(), Moment(hands_off_until_ms=10**12), Moment(hands_off_until_ms=10**12)):
        observer.start_due(Circumstances(), moment, deliver=lambda _: None, announce=lambda: None)
    assert ended == ["camera.full", "camera.full"]


def test_only_what_is_at_rest_is_looked_at_again_before_a_reception(tmp_path: Path) -> None:
    observer, _ = an_observer(tmp_path)
    saw(observer, QUICK, presence=OK)
    saw(observer, FULL, view=Judgement(verdict=Verdict.AT_REST))
    observer.look_again_at_rest(10)
    assert [observer.scheduler.is_pending(look.name) for look in (QUICK, FULL)] == [False, True]


def test_what_gave_way_leaves_what_was_known_with_its_own_age(tmp_path: Path) -> None:
    observer, spool = an_observer(tmp_path)
    saw(observer, FULL, view=OK)
    before = observer.table.all_states()
    gave_way = Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.CAMERA_GAVE_WAY,))
    observer.take_in(Looked(look=FULL, judgements={"camera.view": gave_way}, at_ms=99), Configuration(), 99)
    assert observer.table.all_states() == before
    assert kinds(spool) == [ReportKind.CHANGE]


def test_who_said_not_now_is_not_asked_again_until_the_next_occasion(tmp_path: Path) -> None:
    tone = replace(a_look("speaker.loopback"), component=Component.SPEAKER, kind=LookKind.THOROUGH)
    observer, _ = an_observer(tmp_path, looks=[tone])
    not_now = Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.SPEAKER_NOT_NOW,))
    for judgement in (not_now, OK, COVERED, not_now):
        observer.take_in(Looked(look=tone, judgements={"speaker.loopback": judgement}, at_ms=5), Configuration(), 5)
        assert observer.scheduler.is_due(10**9) is (judgement is COVERED)


@pytest.mark.parametrize(
    ("tone", "volume", "is_tried"), [(COVERED, 70.0, True), (COVERED, 30.0, False), (OK, 70.0, False)]
)
def test_a_tone_that_failed_is_tried_again_when_somebody_turned_the_volume(
    tmp_path: Path, *, tone: Judgement, volume: float, is_tried: bool
) -> None:
    mixer = replace(a_look("speaker.mixer"), component=Component.SPEAKER, kind=LookKind.QUICK)
    played = replace(a_look("speaker.loopback"), component=Component.SPEAKER, kind=LookKind.THOROUGH)
    observer, _ = an_observer(tmp_path, looks=[mixer, played])
    for look, answer in ((mixer, at(30.0)), *[(played, tone)] * 3, (mixer, at(volume))):
        observer.take_in(Looked(look=look, judgements={look.name: answer}, at_ms=5), Configuration(), 5)
    assert observer.scheduler.is_pending("speaker.loopback") is is_tried


def at(volume: float) -> Judgement:
    return Judgement(verdict=Verdict.OK, figures=(Figure(name="volume", value=volume, unit="%"),))


def test_first_answers_without_a_fault_are_told_in_one_report(tmp_path: Path) -> None:
    observer, spool = an_observer(tmp_path, looks=(QUICK, FULL, a_look("camera.more")), gather_s=10)
    saw(observer, QUICK, presence=OK)
    saw(observer, FULL, view=OK)
    observer.reporter.tick(10_004)
    assert kinds(spool) == []
    observer.reporter.tick(observer.reporter.next_ms())
    (report,) = reports(spool)
    assert {(state.check, state.changed) for state in report.checks} == {
        ("camera.presence", True),
        ("camera.view", True),
    }


def test_a_fault_does_not_wait_and_does_not_overtake_what_was_gathered(tmp_path: Path) -> None:
    observer, spool = an_observer(tmp_path, gather_s=10)
    saw(observer, QUICK, presence=OK)
    saw(observer, QUICK, presence=MISSING)
    assert [report.checks[0].verdict for report in reports(spool)] == [Verdict.OK, Verdict.FAILED]


def test_a_whole_report_takes_the_gathered_answers_with_it_as_changes(tmp_path: Path) -> None:
    observer, spool = an_observer(tmp_path, gather_s=10)
    saw(observer, QUICK, presence=OK)
    saw(observer, FULL, view=OK)
    (report,) = reports(spool)
    assert (report.kind, [state.changed for state in report.checks]) == (ReportKind.FULL, [True, True])


def test_what_was_gathered_but_not_told_is_new_to_the_next_process(tmp_path: Path) -> None:
    observer, _ = an_observer(tmp_path, gather_s=10)
    saw(observer, QUICK, presence=OK)
    again, spool = an_observer(tmp_path, looks=(QUICK,), gather_s=10)
    assert kinds(spool) == []
    saw(again, QUICK, presence=OK)
    assert [state.changed for state in reports(spool)[0].checks] == [True]


def test_a_whole_that_comes_late_takes_the_place_of_the_next_routine(tmp_path: Path) -> None:
    observer, spool = an_observer(tmp_path, gather_s=10)
    saw(observer, QUICK, presence=OK)
    observer.reporter.tick(observer.reporter.next_ms())
    saw(observer, FULL, view=MISSING)
    observer.reporter.tick(observer.reporter.next_ms())
    assert kinds(spool) == [ReportKind.CHANGE, ReportKind.CHANGE, ReportKind.FULL]
