"""Who runs `beket-agent` by hand as root does it in the agent's name: what is left behind, the service can read."""

import contextlib
import grp
import os
import pwd
from pathlib import Path

_DEVICES = ("video", "audio")


def become_owner(state: Path) -> None:
    """Go on as the user whose folder it is, where root asks; a folder that is root's own, or none yet, changes nothing.

    What writes there as root would shut the service out of its own baselines, ledger and key.
    """
    if os.geteuid() != 0:
        return
    try:
        facts = state.stat()
    except OSError:
        return
    if facts.st_uid == 0:
        return
    os.setgroups(_groups_of(facts.st_uid, facts.st_gid))
    os.setgid(facts.st_gid)
    os.setuid(facts.st_uid)
    os.umask(0o027)


def _groups_of(uid: int, gid: int) -> list[int]:
    """Return the user's groups, and those of cameras and sound cards, which the service has by its unit."""
    groups = {gid}
    with contextlib.suppress(KeyError):
        groups.update(os.getgrouplist(pwd.getpwuid(uid).pw_name, gid))
    for name in _DEVICES:
        with contextlib.suppress(KeyError):
            groups.add(grp.getgrnam(name).gr_gid)
    return sorted(groups)
