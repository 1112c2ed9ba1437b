"""The day's data: counted, kept, carried over, and how it makes the agent slower."""

from pathlib import Path

import pytest

from agent.clock import Clock
from agent.link.budget import DAY_MS, MOST_SAVED_DAYS, Budget

MONDAY = 20_000
MB = 1_000_000


class SetClock(Clock):
    """A clock of which the centre's time is set by the test."""

    day: float | None = None

    def centre_ms(self) -> int | None:
        return None if self.day is None else int(self.day * DAY_MS)


def a_budget(folder: Path, *, day: float | None = MONDAY) -> tuple[Budget, SetClock]:
    clock = SetClock()
    clock.day = day
    budget = Budget(folder / "data-budget.json", clock)
    budget.allow(8)
    budget.tick(clock.uptime_ms())
    return budget, clock


def pass_to(day: float, budget: Budget, clock: SetClock) -> None:
    clock.day = day
    budget.tick(clock.uptime_ms())


@pytest.mark.parametrize(("spent_mb", "times"), [(0, 1), (5.5, 1), (5.7, 2), (7.3, 3), (8.0, 6), (20, 6)])
def test_the_less_is_left_the_less_often_routine_words_come(tmp_path: Path, *, spent_mb: float, times: int) -> None:
    budget, _ = a_budget(tmp_path)
    budget.spend(int(spent_mb * MB))
    assert budget.slower() == times


def test_a_new_day_begins_from_nothing(tmp_path: Path) -> None:
    budget, clock = a_budget(tmp_path)
    budget.reach()
    budget.spend(3 * MB)
    pass_to(MONDAY + 1, budget, clock)
    assert (budget.octets, budget.allowed) == (0, 8 * MB)


def test_what_days_without_the_centre_left_over_is_there_when_it_is_back_but_no_more_than_a_week(
    tmp_path: Path,
) -> None:
    budget, clock = a_budget(tmp_path)
    for day in range(1, 31):
        budget.spend(MB)
        pass_to(MONDAY + day, budget, clock)
    assert budget.allowed == (1 + MOST_SAVED_DAYS) * 8 * MB
    budget.reach()
    budget.spend(20 * MB)
    assert budget.slower() == 1
    pass_to(MONDAY + 31, budget, clock)
    assert budget.allowed == 8 * MB + MOST_SAVED_DAYS * 8 * MB - 12 * MB


def test_the_count_goes_on_after_a_restart(tmp_path: Path) -> None:
    budget, clock = a_budget(tmp_path)
    budget.spend(3 * MB)
    budget.keep(clock.uptime_ms())
    again, _ = a_budget(tmp_path)
    assert again.octets == 3 * MB


@pytest.mark.parametrize("content", [b"", b"{", b'{"day": "x"}', b"\xff"])
def test_a_count_that_cannot_be_read_begins_from_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data-budget.json").write_bytes(content)
    budget, _ = a_budget(tmp_path)
    assert (budget.octets, budget.slower()) == (0, 1)


def test_a_clock_that_wakes_up_in_1970_loses_no_octet(tmp_path: Path) -> None:
    budget, clock = a_budget(tmp_path, day=None)
    budget.spend(2 * MB)
    pass_to(MONDAY, budget, clock)
    assert budget.octets == 2 * MB
    pass_to(0, budget, clock)
    assert budget.octets == 2 * MB
