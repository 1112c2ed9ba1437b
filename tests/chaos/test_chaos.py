"""Random faults everywhere at once; afterwards the centre's record of changes is the terminals' own.

The seed is printed; `BEKET_SEED=… make soak ARGS="-k chaos"` repeats a run's faults (not its very milliseconds).
"""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random

import pytest

from control_plane.settings import Settings
from tests.chaos.faults import Scene, strike
from tests.chaos.machine import FAULTY, Machine, a_machine
from tests.chaos.record import (
    accounted_at_centre,
    changes_in_log,
    changes_on_terminal,
    differences,
    flips_at_centre,
    gone_astray,
    highest_on_terminal,
    holes,
    missing_at_end,
    runs_lost_with_memory,
)
from tests.ingest.centres import a_way_in
from tests.support.waiting import until

FEW, MANY = 14, 220


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_few_faults_of_every_kind_lose_and_repeat_nothing(centre_settings: Settings, tmp_path: Path) -> None:
    go_through(centre_settings, tmp_path, terminals=2, faults=FEW)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_random_faults_lose_and_repeat_nothing(centre_settings: Settings, tmp_path: Path) -> None:
    go_through(centre_settings, tmp_path, terminals=4, faults=MANY)


def go_through(settings: Settings, folder: Path, *, terminals: int, faults: int) -> None:
    seed = int(os.environ.get("BEKET_SEED") or Random().randrange(10**6))
    print(f"BEKET_SEED={seed}")  # noqa: T201 - so that it can be repeated
    database = folder / "centre.sqlite"
    with (
        a_way_in(settings, f"sqlite:///{database}", terminals=terminals) as way,
        ExitStack() as ending,
    ):
        machines = [ending.enter_context(a_machine(way.broker, folder, terminal=name)) for name in way.terminals]
        way.start_worker()
        for machine in machines:
            machine.start()
        with plugging(machines, Random(seed + 1)):
            struck = strike(Scene(way=way, machines=machines, chance=Random(seed)), faults)
        for machine in machines:
            machine.answer(frozenset())
            until(partial(is_settled, machine, database), within_s=600, every_s=0.2)
            machine.stop()
        print(Counter(struck))  # noqa: T201 - what the run was made of
        for machine in machines:
            compare(machine, database)


def compare(machine: Machine, database: Path) -> None:
    flips = flips_at_centre(database, machine.terminal)
    own = changes_on_terminal(machine.spool)
    seen = changes_in_log(machine.log)
    missing = missing_at_end(seen, flips)
    print(  # noqa: T201 - as above
        f"{machine.terminal}: {len(own)} changes in the spool, {len(flips)} at the centre, {len(seen)} runs, "
        f"{sum(missing.values())} changes were seen by a run that was killed before they were written down"
    )
    assert differences(own, flips) == []
    assert holes(highest_on_terminal(machine.spool), accounted_at_centre(database, machine.terminal)) == []
    assert gone_astray(seen, flips, lost=runs_lost_with_memory(machine.log)) == []
    assert list(seen)[-1] not in missing
    last = {flip.change.check: flip.change.verdict for flip in flips}
    assert {last[check] for check in FAULTY} == {"ok"}


def is_settled(machine: Machine, database: Path) -> bool:
    status = machine.status
    return (
        status is not None
        and not (status.spooled or status.spool_trouble)
        and status.link.stage == "online"
        # The round trip is as bad as the machine is busy: the devices are what was plugged.
        and all(check.verdict.value == "ok" for check in status.checks if check.check in FAULTY)
        and not holes(highest_on_terminal(machine.spool), accounted_at_centre(database, machine.terminal))
    )


@contextmanager
def plugging(machines: list[Machine], chance: Random) -> Iterator[None]:
    """Pull and put back plugs all the while."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(chance.uniform(0.2, 0.8)):
            chance.choice(machines).answer(frozenset(check for check in FAULTY if chance.random() < 0.5))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
