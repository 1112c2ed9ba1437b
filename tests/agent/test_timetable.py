"""What the schedule says of a moment: open, a reception near, hands off the devices."""

from pathlib import Path

import pytest

from agent.timetable import Timetable
from agent.trust import Trust
from contract.messages import Reception, Schedule

MINUTE = 60_000
STARTS, ENDS = 100 * MINUTE, 130 * MINUTE


def a_timetable(folder: Path) -> Timetable:
    timetable = Timetable(folder / "schedule.json", Trust(folder / "trust.json", terminal="t", root=bytes(32)))
    booked = Reception(id="r1", starts_ms=STARTS, ends_ms=ENDS)
    timetable.schedule = Schedule(utc_offset_min=300, receptions=(booked,))
    return timetable


@pytest.mark.parametrize(
    ("minute", "is_near", "hands_off_until"),
    [
        (84, False, None),
        (85, True, None),
        (89, True, None),
        (90, True, ENDS),
        (100, True, ENDS),
        (129, True, ENDS),
        (130, False, None),
    ],
)
def test_nobody_but_the_call_opens_a_device_from_ten_minutes_before_it_until_its_end(
    tmp_path: Path, *, minute: int, is_near: bool, hands_off_until: int | None
) -> None:
    timetable = a_timetable(tmp_path)
    assert timetable.is_reception_near(minute * MINUTE) is is_near
    assert timetable.hands_off_until(minute * MINUTE) == hands_off_until


def test_without_the_centre_s_time_no_reception_is_known(tmp_path: Path) -> None:
    assert a_timetable(tmp_path).hands_off_until(None) is None
