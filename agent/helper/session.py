"""Whose desktop is on the screen, and where that session's sound server is found."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

_SEAT = "run/systemd/seats/seat0"
_SOUND = ("pulse/native", "pipewire-0")


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A user who is logged in, as logind has it."""

    uid: int
    gid: int
    groups: tuple[int, ...]
    environment: dict[str, str]


def session_of(root: Path) -> Session | None:
    """Return the session in front of the screen, else the only one that has a sound server; None without one."""
    users = root / "run/user"
    with_sound = [uid for uid in _listed(users) if has_sound(users / str(uid), uid)]
    active = _active(root / _SEAT)
    if active in with_sound:
        return _session(active, users)
    return _session(with_sound[0], users) if len(with_sound) == 1 else None


def has_sound(runtime: Path, uid: int) -> bool:
    """Is there a sound server's socket, in a folder that is this user's alone?"""
    try:
        return runtime.stat().st_uid == uid and any((runtime / name).is_socket() for name in _SOUND)
    except OSError:
        return False


def _session(uid: int, users: Path) -> Session:
    runtime = users / str(uid)
    user = pwd.getpwuid(uid)
    return Session(
        uid=uid,
        gid=user.pw_gid,
        groups=tuple(os.getgrouplist(user.pw_name, user.pw_gid)),
        environment={
            "XDG_RUNTIME_DIR": str(runtime),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/bus",
            "HOME": user.pw_dir,
            "USER": user.pw_name,
        },
    )


def _listed(users: Path) -> list[int]:
    try:
        return sorted(int(entry.name) for entry in users.iterdir() if entry.name.isdecimal())
    except OSError:
        return []


def _active(seat: Path) -> int | None:
    """Read the seat's file as sd_seat_get_active(3) does."""
    try:
        lines = seat.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line[11:]) for line in lines if line.startswith("ACTIVE_UID=") and line[11:].isdecimal()), None)
