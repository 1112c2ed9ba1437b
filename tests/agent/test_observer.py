"""From looks to verdicts: what a look that answers nothing means."""

from pathlib import Path

import pytest

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
from contract.configuration.schema import Configuration
from contract.identity import new_run
from contract.verdicts import Component, Judgement, Verdict


def nothing(configuration: Configuration, *, reception_near: bool) -> Judgements:
    del configuration, reception_near
    return {}


LOOK = Look(name="camera.full", component=Component.CAMERA, kind=LookKind.FULL, run=nothing)


def an_observer(folder: Path) -> Observer:
    journal, clock, run, rules = Journal(folder / "spool.sqlite"), Clock(), new_run(), Configuration()
    author, table = Author(run, clock, Spool(journal, run=run)), VerdictTable()
    reporter = Reporter(author, table, rules.reporting, now_ms=0)
    return Observer(Scheduler((LOOK,), rules.looks, now_ms=0), table, reporter, journal=journal, clock=clock)


@pytest.mark.parametrize(("broken", "left"), [(True, {"camera.frames"}), (False, set())])
def test_a_look_that_broke_off_takes_no_check_away(tmp_path: Path, *, broken: bool, left: set[str]) -> None:
    observer = an_observer(tmp_path)
    seen = {"camera.frames": Judgement(verdict=Verdict.OK)}
    observer.take_in(Looked(look=LOOK, judgements=seen, at_ms=1), Configuration(), 1)
    observer.take_in(Looked(look=LOOK, judgements={}, at_ms=2, broken=broken), Configuration(), 2)
    assert set(observer.table.entries) == left
