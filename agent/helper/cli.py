"""`beket-helper`: answers the agent on a Unix socket; started by systemd's socket, or with `--listen` by hand."""

import argparse
import os
import pwd
import socket
import sys
from pathlib import Path

from agent import log
from agent.helper.call import HOOKS, MEMORY, STATE, Place
from agent.helper.server import Server
from agent.helper.verbs import DEEDS
from agent.identity import IdentityError, load_identity
from agent.notify import Notifier

_FIRST_GIVEN = 3
"""sd_listen_fds(3): the first descriptor that systemd hands over."""
_IDLE_S = 600.0
"""Longer than from one quick look to the next: it is not started anew for each."""


def main() -> None:
    """Answer until nobody asks any more; 1 with a sentence when that cannot begin."""
    parser = argparse.ArgumentParser(prog="beket-helper", description="Does for the agent what only root may.")
    parser.add_argument("--state", type=Path, default=STATE, help="the agent's state folder (default %(default)s)")
    parser.add_argument("--hooks", type=Path, default=HOOKS, help="folder of hooks (default %(default)s)")
    parser.add_argument("--memory", type=Path, default=MEMORY, help="the helper's own folder (default %(default)s)")
    parser.add_argument(
        "--root", type=Path, default=Path("/"), help="where /sys, /dev and /run are (default %(default)s)"
    )
    parser.add_argument("--devices", type=Path, help="folder of virtual devices")
    parser.add_argument("--user", default="beket", help="the agent's user (default %(default)s)")
    parser.add_argument("--listen", type=Path, help="a socket of one's own, where systemd gives none")
    arguments = parser.parse_args()
    try:
        caller = pwd.getpwnam(arguments.user)
        listener = _listen(arguments.listen, caller.pw_gid) if arguments.listen else _given()
    except (KeyError, OSError) as error:
        sys.exit(f"beket-helper: {error}")
    log.start("info", _terminal(arguments.state))
    Notifier().ready()
    place = Place(
        state=arguments.state,
        hooks=arguments.hooks,
        memory=arguments.memory,
        root=arguments.root,
        devices=arguments.devices,
    )
    idle_s = None if arguments.listen else _IDLE_S
    Server(listener, DEEDS, place=place, callers={0, caller.pw_uid}, idle_s=idle_s).serve()


def _given() -> socket.socket:
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        raise OSError("systemd gave no socket; --listen makes one")
    return socket.socket(fileno=_FIRST_GIVEN)


def _listen(path: Path, group: int) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    os.chown(path, 0, group)
    path.chmod(0o660)
    listener.listen()
    return listener


def _terminal(state: Path) -> str:
    try:
        return load_identity(state / "identity").terminal
    except IdentityError:
        return "none"


if __name__ == "__main__":
    main()
