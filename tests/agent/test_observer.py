"""From looks to reports: what is told of a terminal that has only begun to look."""

from pathlib import Path

from agent.author import Author
from agent.clock import Clock
from agent.journal import Journal
from agent.looks import Judgements, Look, LookKind
from agent.observer import Observer
from agent.reports import Reporter
from agent.scheduler import Scheduler
from agent.spool import Spool
from agent.verdicts import VerdictTable
from agent.watch import Looked
from contract.codec import decode_up
from contract.configuration.schema import Configuration, Looks, Reporting
from contract.judgement.circumstances import Circumstances
from contract.messages import Report, ReportKind
from contract.topics import Up
from contract.verdicts import Component, Judgement, Verdict

RUN = "00000000000000aa"
OK = Judgement(verdict=Verdict.OK)
COVERED = Judgement(verdict=Verdict.FAILED)


def a_look(name: str) -> Look:
    def run(given: Circumstances) -> Judgements:
        raise AssertionError(given)

    return Look(name=name, component=Component.CAMERA, kind=LookKind.FULL, run=run)


QUICK, FULL = a_look("camera.quick"), a_look("camera.full")


def an_observer(folder: Path) -> tuple[Observer, Spool]:
    journal, clock, table = Journal(folder / "spool.sqlite"), Clock(), VerdictTable()
    spool = Spool(journal, run=RUN)
    reporter = Reporter(Author(RUN, clock, spool), table, Reporting(), now_ms=0)
    scheduler = Scheduler([QUICK, FULL], Looks(), now_ms=0)
    return Observer(scheduler, table, reporter, journal=journal, clock=clock), spool


def saw(observer: Observer, look: Look, **judgements: Judgement) -> None:
    named = {f"camera.{aspect}": judgement for aspect, judgement in judgements.items()}
    observer.take_in(Looked(look=look, judgements=named, at_ms=5), Configuration(), 5)


def kinds(spool: Spool) -> list[ReportKind]:
    reports = [decode_up(Up.REPORT, row.payload) for row in spool.waiting(0, 50)]
    return [report.kind for report in reports if isinstance(report, Report)]


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
