"""Giving terminals an identity: each is enrolled with a connection code, as a field engineer would do it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from agent.folder import StateFolder
from agent.identity import Identity, IdentityError, load_identity
from provisioning.centre import EnrolmentError
from provisioning.enrol import enrol
from simulation.centre import Centre
from simulation.refusal import Refusal

DAYS, ALL_DAY = 7, (0, 24 * 60)
AT_ONCE = 2
"""Keys are made in child processes: more of them would only wait for each other."""


def seats_of(centre: Centre) -> list[str]:
    """Return the ids of all seats, in the order of the postal index."""
    return [str(seat["id"]) for seat in centre.get_all("/api/v1/seats")]


def is_open_day_and_night(centre: Centre, seat: str) -> bool:
    """Has the branch of a seat no closing time on any day of the week?"""
    branch = seat.rpartition("-")[0]
    week = centre.get(f"/api/v1/branches/{branch}/hours")["week"]
    return len(week) == DAYS and all((day["opens_min"], day["closes_min"]) == ALL_DAY for day in week.values())


def enlist(centre: Centre, folders: Mapping[str, Path], *, model: str) -> list[Identity]:
    """Return the identity of the terminal at each seat (seat → its state folder); raises Refusal.

    One that has an identity keeps it.
    """
    missing = {seat: folder for seat, folder in folders.items() if not StateFolder(folder).identity.exists()}
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        made = [
            pool.submit(_enrol, centre.url, code_for(centre, seat), folder, model) for seat, folder in missing.items()
        ]
        for one in made:
            one.result()
    finally:
        pool.shutdown(cancel_futures=True)
    return [_identity(folder) for folder in folders.values()]


def broker_port_of(folder: Path) -> int | None:
    """Return the port at which an enrolled terminal knows the broker; None before its enrolment."""
    if not StateFolder(folder).identity.exists():
        return None
    return _identity(folder).brokers[0].port


def code_for(centre: Centre, seat: str) -> str:
    """Return a connection code for one device at a seat."""
    return str(centre.post("/api/v1/connection-codes", {"seat": seat})["code"])


def _enrol(url: str, code: str, folder: Path, model: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        enrol(url, code, state=folder, model=model)
    except EnrolmentError as error:
        raise Refusal(f"{folder.name}: {error}") from error


def _identity(folder: Path) -> Identity:
    try:
        return load_identity(StateFolder(folder).identity)
    except IdentityError as error:
        raise Refusal(str(error)) from error
