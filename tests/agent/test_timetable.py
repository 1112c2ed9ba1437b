"""Opening hours and receptions as signed by a real authority: kept, renewed, and asked what holds now."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from agent.occasions import REST_MS
from agent.timetable import KIND, Timetable
from agent.trust import Trust
from contract.messages import Reception, Schedule
from control_plane.authority.service import Authority, create_authority, load_authority

TERMINAL = "0123456789abcdef"
MORNING, AFTERNOON = (1_000_000, 2_000_000), (3_000_000, 4_000_000)
SCHEDULE = Schedule(
    utc_offset_min=300,
    open=(MORNING, AFTERNOON),
    receptions=(Reception(id="r1", starts_ms=3_500_000, ends_ms=3_600_000),),
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    create_authority(folder, datetime.now(UTC))
    return load_authority(folder)


def signed(authority: Authority, schedule: Schedule, generation: int) -> bytes:
    body = msgspec.json.encode(schedule)
    return authority.sign_document(KIND, TERMINAL, generation=generation, body=body)


def a_timetable(folder: Path, authority: Authority) -> Timetable:
    trust = Trust(folder / "trust.json", terminal=TERMINAL, root=authority.root_public_key)
    return Timetable(folder / "schedule.json", trust)


@pytest.mark.parametrize(
    ("centre_ms", "is_open"),
    [
        (999_999, False),
        (1_000_000, True),
        (1_999_999, True),
        (2_000_000, False),
        (3_500_000, True),
        # Beyond the schedule's end nobody knows: a terminal long without a line does not call itself closed.
        (4_000_000, True),
        (None, True),
    ],
)
def test_when_the_branch_is_open(tmp_path: Path, authority: Authority, centre_ms: int | None, *, is_open: bool) -> None:
    timetable = a_timetable(tmp_path, authority)
    assert timetable.receive(signed(authority, SCHEDULE, 1))
    assert timetable.is_open(centre_ms) is is_open


@pytest.mark.parametrize(
    ("centre_ms", "is_near"),
    [
        (3_500_000 - REST_MS - 1, False),
        (3_500_000 - REST_MS, True),
        (3_599_999, True),
        (3_600_000, False),
        (None, False),
    ],
)
def test_when_a_reception_is_near(
    tmp_path: Path, authority: Authority, centre_ms: int | None, *, is_near: bool
) -> None:
    timetable = a_timetable(tmp_path, authority)
    timetable.receive(signed(authority, SCHEDULE, 1))
    assert timetable.is_reception_near(centre_ms) is is_near


def test_a_restart_knows_the_schedule_and_an_older_one_does_not_replace_it(
    tmp_path: Path, authority: Authority
) -> None:
    a_timetable(tmp_path, authority).receive(signed(authority, SCHEDULE, 5))
    again = a_timetable(tmp_path, authority)
    assert again.schedule == SCHEDULE
    assert not again.receive(signed(authority, Schedule(utc_offset_min=300), 4))
    assert again.schedule == SCHEDULE


def test_a_schedule_that_was_tampered_with_on_disk_is_not_believed(tmp_path: Path, authority: Authority) -> None:
    a_timetable(tmp_path, authority).receive(signed(authority, SCHEDULE, 5))
    path = tmp_path / "schedule.json"
    path.write_bytes(path.read_bytes().replace(b"1000000", b"1000001"))
    assert a_timetable(tmp_path, authority).schedule is None


def test_a_schedule_that_cannot_be_read_does_not_keep_the_agent_from_starting(
    tmp_path: Path, authority: Authority
) -> None:
    (tmp_path / "schedule.json").mkdir()
    assert a_timetable(tmp_path, authority).schedule is None
