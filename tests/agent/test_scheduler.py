"""When a look is due: a truth table, with the clock as an argument."""

from dataclasses import replace

import pytest

from agent.looks import Judgements, Look, LookKind
from agent.scheduler import AT_ONCE, DEAR, LONG_MS, Moment, Scheduler
from contract.configuration.looks import Looks
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component

RULES = Looks(quick_s=300, full_s=3600, confirm_s=30)
NOW = 1_000_000


def nothing(given: Circumstances) -> Judgements:
    del given
    return {}


def a_look(component: Component, kind: LookKind) -> Look:
    return Look(name=f"{component}.{kind}", component=component, kind=kind, run=nothing)


CAMERA, PICTURE = a_look(Component.CAMERA, LookKind.QUICK), a_look(Component.CAMERA, LookKind.FULL)
LINE = a_look(Component.NETWORK, LookKind.QUICK)


def a_scheduler(*looks: Look) -> Scheduler:
    return Scheduler(looks or (PICTURE, CAMERA, LINE), RULES, now_ms=NOW)


def names(looks: list[Look]) -> list[str]:
    return [look.name for look in looks]


def test_at_the_start_all_is_due_the_quick_looks_first() -> None:
    assert names(a_scheduler().start_due(NOW)) == ["camera.quick", "network.quick", "camera.full"]


def test_a_running_look_is_not_begun_again() -> None:
    scheduler = a_scheduler()
    scheduler.start_due(NOW)
    assert scheduler.start_due(NOW + 10**9) == []
    assert scheduler.next_ms(NOW) is None


def test_a_look_that_hangs_holds_up_no_other() -> None:
    scheduler = a_scheduler()
    scheduler.start_due(NOW)
    scheduler.finish("network.quick", NOW + 10, undecided=False)
    assert names(scheduler.start_due(NOW + 10 + 300_000)) == ["network.quick"]


@pytest.mark.parametrize(
    ("look", "undecided", "pause_s"), [(CAMERA, False, 300), (PICTURE, False, 3600), (CAMERA, True, 30)]
)
def test_the_next_turn_follows_the_kind_and_doubt(look: Look, undecided: bool, pause_s: int) -> None:  # noqa: FBT001
    scheduler = a_scheduler(look)
    scheduler.start_due(NOW)
    scheduler.finish(look.name, NOW, undecided=undecided)
    assert scheduler.next_ms(NOW) == NOW + 1000 * pause_s


def test_what_is_plugged_is_looked_at_at_once() -> None:
    scheduler = a_scheduler()
    for look in scheduler.start_due(NOW):
        scheduler.finish(look.name, NOW, undecided=False)
    assert scheduler.ask(NOW + 5, component=Component.CAMERA, kinds={LookKind.QUICK}) == {"camera.quick"}
    assert names(scheduler.start_due(NOW + 5)) == ["camera.quick"]


def test_a_look_asked_for_while_it_runs_runs_again() -> None:
    scheduler = a_scheduler(CAMERA)
    scheduler.start_due(NOW)
    scheduler.ask(NOW + 5)
    assert scheduler.is_pending("camera.quick")
    scheduler.finish("camera.quick", NOW + 9, undecided=False)
    assert names(scheduler.start_due(NOW + 9)) == ["camera.quick"]
    scheduler.finish("camera.quick", NOW + 12, undecided=False)
    assert not scheduler.is_pending("camera.quick")


def test_shorter_intervals_bring_the_next_look_forward() -> None:
    scheduler = a_scheduler(PICTURE)
    scheduler.start_due(NOW)
    scheduler.finish("camera.full", NOW, undecided=False)
    scheduler.apply(Looks(quick_s=5, full_s=10), NOW + 1000)
    assert scheduler.next_ms(NOW) == NOW + 11_000


HOLDING = replace(PICTURE, holds=True)
PATH = a_look(Component.NETWORK, LookKind.THOROUGH)
CALL = Moment(hands_off_until_ms=NOW + 900_000)
CLOSED = Moment(open_now=False)


def taken(scheduler: Scheduler, *, undecided: bool = False, put_off: bool = False) -> Scheduler:
    for look in scheduler.start_due(NOW):
        scheduler.finish(look.name, NOW, undecided=undecided, put_off=put_off)
    return scheduler


def test_a_look_that_holds_its_device_waits_until_the_reception_s_end() -> None:
    scheduler = a_scheduler(HOLDING, CAMERA)
    assert names(scheduler.start_due(NOW, CALL)) == ["camera.quick"]
    assert not scheduler.is_pending("camera.full")
    assert scheduler.start_due(NOW + 899_999, CALL) == []
    assert names(scheduler.start_due(NOW + 900_000)) == ["camera.full"]


@pytest.mark.parametrize(
    ("moment", "asked", "begun"),
    [
        (Moment(), False, ["camera.quick", "camera.full"]),
        (CLOSED, False, ["camera.quick"]),
        (CLOSED, True, ["camera.quick", "camera.full"]),
        (CALL, True, ["camera.quick"]),
    ],
)
def test_full_looks_come_hourly_while_open_and_when_asked_for(moment: Moment, asked: bool, begun: list[str]) -> None:  # noqa: FBT001
    scheduler = taken(a_scheduler(HOLDING, CAMERA))
    later = NOW + 3_600_000
    if asked:
        scheduler.ask(later)
    assert names(scheduler.start_due(later, moment)) == begun


def test_a_closed_branch_is_asked_again_in_a_minute_and_does_not_spin() -> None:
    scheduler = taken(a_scheduler(PICTURE))
    later = NOW + 3_600_000
    assert scheduler.start_due(later, CLOSED) == []
    assert scheduler.next_ms(later) == later + 60_000
    assert names(scheduler.start_due(later + 60_000)) == ["camera.full"]


def test_a_doubt_is_settled_though_the_branch_has_closed() -> None:
    scheduler = taken(a_scheduler(PICTURE), undecided=True)
    assert names(scheduler.start_due(NOW + 30_000, CLOSED)) == ["camera.full"]


def test_a_thorough_look_comes_when_asked_for_and_never_by_itself() -> None:
    scheduler = a_scheduler(PATH, LINE)
    assert names(scheduler.start_due(NOW + 10**9)) == ["network.quick"]
    assert scheduler.ask(NOW) == {"network.quick"}
    assert scheduler.ask(NOW, kinds=DEAR) == {"network.thorough"}
    assert names(scheduler.start_due(NOW)) == ["network.thorough"]
    scheduler.finish("network.thorough", NOW, undecided=False)
    assert not scheduler.is_due(NOW + 10**6)


def test_a_thorough_look_that_doubts_confirms_and_one_asked_for_in_a_call_is_dropped() -> None:
    scheduler = a_scheduler(PATH)
    scheduler.ask(NOW, kinds=DEAR)
    scheduler.start_due(NOW)
    scheduler.finish("network.thorough", NOW, undecided=True)
    assert scheduler.next_ms(NOW) == NOW + 30_000
    assert scheduler.start_due(NOW + 30_000, CALL) == []
    assert not scheduler.is_pending("network.thorough")
    assert scheduler.next_ms(NOW) is None


def test_a_look_that_gave_way_to_a_call_comes_again_when_it_is_over() -> None:
    scheduler = taken(a_scheduler(HOLDING), put_off=True)
    assert scheduler.start_due(NOW, CALL) == []
    assert names(scheduler.start_due(NOW + 60_000, CLOSED)) == ["camera.full"]


def many(kind: LookKind) -> list[Look]:
    return [replace(a_look(Component.SYSTEM, kind), name=f"{kind}.{number}") for number in range(AT_ONCE + 2)]


def test_many_looks_that_are_due_at_once_come_a_few_at_a_time() -> None:
    scheduler = a_scheduler(*many(LookKind.QUICK), *many(LookKind.FULL))
    first = scheduler.start_due(NOW)
    assert [look.kind for look in first] == [LookKind.QUICK] * AT_ONCE + [LookKind.FULL] * AT_ONCE
    assert scheduler.start_due(NOW) == []
    assert not scheduler.is_due(NOW)
    scheduler.finish(first[0].name, NOW + 5, undecided=False)
    assert names(scheduler.start_due(NOW + 5)) == [f"quick.{AT_ONCE}"]


def test_looks_that_hang_do_not_keep_the_others_waiting_for_long() -> None:
    scheduler = a_scheduler(*many(LookKind.QUICK))
    scheduler.start_due(NOW)
    assert scheduler.next_ms(NOW + 1) == NOW + LONG_MS
    assert len(scheduler.start_due(NOW + LONG_MS)) == 2


def test_what_is_plugged_is_looked_at_though_there_is_no_room() -> None:
    scheduler = a_scheduler(*many(LookKind.QUICK), CAMERA)
    scheduler.start_due(NOW)
    scheduler.ask(NOW, component=Component.CAMERA, kinds={LookKind.QUICK})
    assert scheduler.is_due(NOW)
    assert names(scheduler.start_due(NOW)) == ["camera.quick"]
