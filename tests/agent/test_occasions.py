"""When the dear looks are due: a truth table over a day of one branch, and 3,200 terminals in one hour."""

from collections import Counter
from pathlib import Path

import pytest

from agent.agenda import FIRST_MS, SETTLED_MS, SWITCHED_ON_MS, Agenda
from agent.occasions import MINUTE_MS, chance_of, occasion_at, rest_occasion_at
from contract.messages import Reception, Schedule

HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def at(hour: int, minute: int = 0, day: int = 100) -> int:
    return day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS


def a_reception(hour: int, minute: int = 0) -> Reception:
    return Reception(id=f"r{hour}:{minute}", starts_ms=at(hour, minute), ends_ms=at(hour, minute) + 20 * MINUTE_MS)


SCHEDULE = Schedule(
    utc_offset_min=300,
    open=((at(9), at(13)), (at(14), at(18)), (at(9, day=101), at(18, day=101))),
    receptions=(a_reception(11), a_reception(16, 30)),
)


@pytest.mark.parametrize(
    ("centre_ms", "began"),
    [
        (at(7, 59), None),
        (at(8), at(8)),
        (at(9, 59), at(8)),
        (at(10), None),
        (at(10, 29), None),
        (at(10, 30), at(10, 30)),
        (at(10, 49), at(10, 30)),
        (at(10, 50), None),
        (at(13, 30), None),  # a break at noon is no new opening
        (at(16), at(16)),
        (at(8, day=101), at(8, day=101)),
    ],
)
def test_when_there_is_an_occasion_for_a_thorough_look(centre_ms: int, began: int | None) -> None:
    assert occasion_at(SCHEDULE, centre_ms, chance=0.0) == began


@pytest.mark.parametrize(
    ("centre_ms", "since_ms"),
    [(at(10, 44), None), (at(10, 45), at(10, 45)), (at(10, 49), at(10, 45)), (at(10, 50), None), (at(11), None)],
)
def test_rest_ends_between_fifteen_and_ten_minutes_before_a_reception(centre_ms: int, since_ms: int | None) -> None:
    assert rest_occasion_at(SCHEDULE, centre_ms) == since_ms


def test_3200_terminals_of_one_opening_are_spread_over_fifty_minutes() -> None:
    begun = Counter[int]()
    for number in range(3200):
        chance = chance_of(f"{number:016x}")
        minute = next(m for m in range(61) if occasion_at(SCHEDULE, at(8) + m * MINUTE_MS, chance=chance))
        begun[minute] += 1
    assert max(begun.values()) < 2 * 3200 / 50
    assert 45 <= max(begun) <= 50


def an_agenda(folder: Path, *, boot: str = "b1", now_ms: int = 0) -> Agenda:
    return Agenda(folder / "agenda.json", "0" * 16, boot=boot, now_ms=now_ms)


def installed(folder: Path, *, boot: str = "b1") -> Agenda:
    agenda = an_agenda(folder, boot=boot)
    assert agenda.is_thorough_due(None, None, FIRST_MS)
    return agenda


def test_a_newly_installed_terminal_takes_thorough_looks_once(tmp_path: Path) -> None:
    agenda = an_agenda(tmp_path)
    due = [agenda.is_thorough_due(None, None, now_ms) for now_ms in (0, FIRST_MS - 1, FIRST_MS, FIRST_MS + 1, 10**9)]
    assert due == [False, False, True, False, False]


def test_an_occasion_is_taken_once_though_the_agent_restarts_in_it(tmp_path: Path) -> None:
    agenda = installed(tmp_path)
    late = at(8, 55)
    assert agenda.is_thorough_due(SCHEDULE, late, 0)
    assert not agenda.is_thorough_due(SCHEDULE, late + 1, 0)
    assert not an_agenda(tmp_path, now_ms=5).is_thorough_due(SCHEDULE, late + 1000, 10**6)
    assert an_agenda(tmp_path).is_thorough_due(SCHEDULE, at(8, 55, day=101), 0)


@pytest.mark.parametrize(
    ("schedule", "centre_ms"),
    [(None, at(12)), (SCHEDULE, None), (Schedule(utc_offset_min=300), at(12)), (SCHEDULE, at(12, day=300))],
)
def test_who_knows_no_hours_takes_them_once_after_being_switched_on(
    tmp_path: Path, schedule: Schedule | None, centre_ms: int | None
) -> None:
    installed(tmp_path)
    same_boot, next_boot = an_agenda(tmp_path), an_agenda(tmp_path, boot="b2")
    assert not same_boot.is_thorough_due(schedule, centre_ms, SETTLED_MS + SWITCHED_ON_MS)
    assert not next_boot.is_thorough_due(schedule, centre_ms, SETTLED_MS - 1)
    assert next_boot.is_thorough_due(schedule, centre_ms, SETTLED_MS + SWITCHED_ON_MS)


def test_a_clock_that_was_far_ahead_does_not_end_thorough_looks_for_ever(tmp_path: Path) -> None:
    agenda = installed(tmp_path)
    assert agenda.is_thorough_due(SCHEDULE, at(8, 55, day=101), 0)
    assert agenda.is_thorough_due(SCHEDULE, at(8, 55), 0)


def test_the_end_of_rest_is_said_once_for_each_reception(tmp_path: Path) -> None:
    agenda = installed(tmp_path)
    said = [agenda.is_rest_over(SCHEDULE, at(10, minute)) for minute in range(40, 55)]
    assert said.count(True) == 1
    assert said.index(True) == 5
    assert agenda.is_rest_over(SCHEDULE, at(16, 15))
    assert not agenda.is_rest_over(None, None)
