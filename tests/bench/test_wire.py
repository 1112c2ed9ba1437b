"""A day on the wire, by 65 minutes of it; `make bench ONLY=wire` guards the same in ten."""

import time
from pathlib import Path

import pytest

from tests.bench.bench_wire import GOAL_MB
from tests.bench.wire import CYCLE_S, DAY_S, wired


@pytest.mark.soak
@pytest.mark.timeout(CYCLE_S + 600)
def test_a_day_costs_at_most_six_tenths_of_a_megabyte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with wired(tmp_path) as house:
        before = house.passed()
        house.start()
        time.sleep(CYCLE_S / 2)
        house.change_a_verdict()
        time.sleep(CYCLE_S / 2)
        octets = house.passed() - before
    day_mb = octets * DAY_S / CYCLE_S / 1e6
    with capsys.disabled():
        print(f"\n{octets} B in {CYCLE_S / 60:.0f} min: {day_mb:.3f} MB a day on the wire")
    assert day_mb <= GOAL_MB
