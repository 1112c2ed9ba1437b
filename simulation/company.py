"""`beket-simulate fleet`: virtual terminals against a centre that somebody else runs, until Ctrl-C."""

import resource
import signal
import threading
from http import HTTPStatus
from pathlib import Path

from agent.identity import Identity
from simulation.cast import cast
from simulation.centre import Centre, CentreError
from simulation.enlisting import enlist, seats_of
from simulation.fleet import Fleet
from simulation.recruits import recruit
from simulation.refusal import Refusal

DESCRIPTORS_EACH = 3
MODEL = "simulated"


def run_company(centre: Centre, state: Path, *, count: int, seed: str) -> None:
    """Enrol what is missing and drive `count` terminals; raises Refusal."""
    _allow_descriptors(count)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    identities = _enlist_where_free(centre, state, count)
    if len(identities) < count:
        raise Refusal(f"{count} terminals are asked for, but there are free seats for {len(identities)}: add seats")
    print(f"{count} virtual terminals are at work; Ctrl-C ends them.", flush=True)
    Fleet(recruit(identities, cast(count, seed))).run(stop)


def _enlist_where_free(centre: Centre, state: Path, count: int) -> list[Identity]:
    identities: list[Identity] = []
    for seat in seats_of(centre):
        if len(identities) == count:
            break
        try:
            identities += enlist(centre, {seat: state / seat}, model=MODEL)
        except CentreError as error:
            if error.status != HTTPStatus.CONFLICT:  # there stands somebody else's terminal
                raise
    return identities


def _allow_descriptors(count: int) -> None:
    wanted = 256 + DESCRIPTORS_EACH * count
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and wanted > hard:
        raise Refusal(f"{count} terminals need {wanted} open files, this machine allows {hard}: raise LimitNOFILE")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
