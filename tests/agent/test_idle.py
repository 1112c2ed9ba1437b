"""When a terminal that is switched on with the branch has its tests. Truth tables."""

from pathlib import Path

import pytest

from agent.agenda import Agenda
from agent.idle import Hour, is_idle, is_never_on_before_opening, note_opening
from agent.occasions import MINUTE_MS, day_of
from contract.messages import Reception, Schedule

HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NINE_MS = 1_780_286_400_000  # 09:00 of some day, with a break from 13 to 14, closed at 18
HOURS = tuple(
    interval
    for day in range(10)
    for interval in (
        (NINE_MS + day * DAY_MS, NINE_MS + day * DAY_MS + 4 * HOUR_MS),
        (NINE_MS + day * DAY_MS + 5 * HOUR_MS, NINE_MS + day * DAY_MS + 9 * HOUR_MS),
    )
)
SCHEDULE = Schedule(utc_offset_min=300, open=HOURS)
IDLE, TAPPED, CALL = Hour(), Hour(quiet_ms=0), Hour(in_call=True)


@pytest.mark.parametrize(("booted_min", "noted"), [(-600, "1"), (-6, "1"), (-5, "0"), (0, "0"), (90, "0")], ids=str)
def test_a_terminal_was_on_before_opening_if_it_was_on_well_before(booted_min: int, noted: str) -> None:
    assert note_opening("", booted_ms=NINE_MS + booted_min * MINUTE_MS, opens_ms=NINE_MS) == noted


@pytest.mark.parametrize(
    ("habit", "never"),
    [("", False), ("00", False), ("000", True), ("00000", True), ("00100", False), ("111", False)],
)
def test_it_takes_a_few_mornings_to_make_a_habit(habit: str, *, never: bool) -> None:
    assert is_never_on_before_opening(habit) is never


@pytest.mark.parametrize(
    ("hour", "closes_in_min", "idle"),
    [
        (Hour(), 300, True),
        (Hour(quiet_ms=10 * MINUTE_MS - 1), 300, False),
        (Hour(quiet_ms=0), 60, True),
        (Hour(in_call=True), 300, False),
        (Hour(in_call=True), 10, False),
        (Hour(reception_in_ms=40 * MINUTE_MS), 300, True),
        (Hour(reception_in_ms=40 * MINUTE_MS - 1), 300, False),
        (Hour(reception_in_ms=-1), 10, False),
    ],
)
def test_an_hour_is_idle_when_nobody_needs_the_terminal(hour: Hour, closes_in_min: int, *, idle: bool) -> None:
    assert is_idle(hour, closes_in_ms=closes_in_min * MINUTE_MS) is idle


@pytest.mark.parametrize(("minutes", "within"), [(-1, False), (0, True), (250, True), (539, True), (540, False)])
def test_a_day_goes_on_through_its_break(minutes: int, *, within: bool) -> None:
    day = day_of(SCHEDULE, NINE_MS + minutes * MINUTE_MS)
    assert day == ((NINE_MS, NINE_MS + 9 * HOUR_MS) if within else None)


def morning(path: Path, day: int, *, on_min: int, asked: dict[int, Hour], schedule: Schedule = SCHEDULE) -> list[int]:
    """Switch the terminal on for a day; return at which minutes after opening its tests are due."""
    opens_ms = NINE_MS + day * DAY_MS
    agenda = Agenda(path, "t", boot=f"boot-{day}", now_ms=0)
    return [
        minute
        for minute, hour in asked.items()
        if agenda.is_thorough_due(schedule, opens_ms + minute * MINUTE_MS, (minute - on_min) * MINUTE_MS, hour=hour)
    ]


def learnt(path: Path, *, on_min: int) -> None:
    for day in range(4):
        morning(path, day, on_min=on_min, asked=dict.fromkeys((5, 30, 200), IDLE))


def test_one_that_is_switched_on_with_the_branch_waits_for_an_idle_hour_and_then_no_more(tmp_path: Path) -> None:
    learnt(tmp_path / "agenda.json", on_min=1)
    asked = {5: TAPPED, 30: CALL, 61: TAPPED, 120: IDLE, 121: IDLE, 300: IDLE}
    assert morning(tmp_path / "agenda.json", 5, on_min=1, asked=asked) == [120]


def test_one_that_is_never_idle_has_them_in_the_last_hour(tmp_path: Path) -> None:
    learnt(tmp_path / "agenda.json", on_min=1)
    asked = {5: TAPPED, 250: TAPPED, 479: TAPPED, 481: CALL, 482: TAPPED}
    assert morning(tmp_path / "agenda.json", 5, on_min=1, asked=asked) == [482]


def test_a_reception_has_its_own_whatever_the_habit(tmp_path: Path) -> None:
    learnt(tmp_path / "agenda.json", on_min=1)
    starts_ms = NINE_MS + 5 * DAY_MS + 60 * MINUTE_MS
    booked = (Reception(id="r", starts_ms=starts_ms, ends_ms=starts_ms + HOUR_MS),)
    schedule = Schedule(utc_offset_min=300, open=HOURS, receptions=booked)
    asked = {5: TAPPED, 45: TAPPED}
    assert morning(tmp_path / "agenda.json", 5, on_min=1, asked=asked, schedule=schedule) == [45]


def test_one_that_runs_at_night_and_lost_its_power_once_makes_up_at_once(tmp_path: Path) -> None:
    learnt(tmp_path / "agenda.json", on_min=-500)
    assert morning(tmp_path / "agenda.json", 5, on_min=1, asked={5: TAPPED, 30: IDLE}) == [5]
