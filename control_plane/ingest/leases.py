"""Who alone may do something: a row with a holder and a time until which it holds.

A holder names machine, process and the process's start, so that a worker that was killed on this machine
is replaced at once; one on another machine when its time is over.
"""

import os
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from control_plane.database import is_sqlite
from control_plane.ingest.models import Lease
from control_plane.timekeeping import SECOND_MS

LEASE_MS = 15 * SECOND_MS
RENEW_EVERY_S = 4.0


def this_process() -> str:
    """The holder's name of this process."""
    pid = os.getpid()
    return f"{_machine()}:{pid}:{_started(pid)}"


def take(session: Session, name: str, holder: str, *, now: int) -> bool:
    """Take or renew a lease; False when somebody else, who may still live, holds it."""
    held = session.get(Lease, name)
    if held is not None and held.holder != holder and held.until_ms > now and not _is_dead(held.holder):
        return False
    known = held.holder if held is not None else holder
    insert = insert_sqlite if is_sqlite(session) else insert_postgresql
    row = insert(Lease).values(name=name, holder=holder, until_ms=now + LEASE_MS)
    # Somebody may have taken it since we looked: only the holder that we saw is replaced.
    claim = row.on_conflict_do_update(
        index_elements=[Lease.name],
        set_={"holder": row.excluded.holder, "until_ms": row.excluded.until_ms},
        where=Lease.holder == known,
    )
    claimed = session.execute(claim.returning(Lease.name)).first() is not None
    session.expire_all()
    return claimed


def release(session: Session, name: str, holder: str) -> None:
    """Let go, if it is ours."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


def living_holders(session: Session, prefix: str, *, now: int) -> list[str]:
    """The names after the prefix of leases that are in force."""
    rows = session.scalars(select(Lease).where(Lease.name.startswith(prefix, autoescape=True), Lease.until_ms > now))
    return [row.name.removeprefix(prefix) for row in rows if not _is_dead(row.holder)]


def _is_dead(holder: str) -> bool:
    """Certainly dead: it lived on this machine, and no process of that number and start is there."""
    machine, _, process = holder.rpartition(":")[0].rpartition(":")
    if machine != _machine() or not process.isdecimal():
        return False
    return _started(int(process)) != holder.rpartition(":")[2]


def _machine() -> str:
    # Process numbers mean something only within one boot and one namespace.
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{boot}/{os.readlink('/proc/self/ns/pid').strip('pid:[]')}"  # noqa: PTH115 - not a path


def _started(pid: int) -> str:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "gone"
    fields = status.rpartition(")")[2].split()
    return "gone" if fields[0] == "Z" else fields[19]
