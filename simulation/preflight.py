"""What must hold before anything is started: each thing that is missing is one clear sentence."""

import errno
import shutil
import socket
import sys
from pathlib import Path

from simulation.refusal import Refusal

LOOPBACK = "127.0.0.1"
LAST_PORT = 65535
PATH = "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"


def check_port(port: int, *, option: str) -> None:
    """Raise Refusal when a port of loopback cannot be listened on."""
    _refuse_none(port, option)
    try:
        with socket.create_server((LOOPBACK, port)):
            return
    except OSError as error:
        raise _taken(error, f"port {port}", option) from error


def check_datagram_port(port: int, *, option: str) -> None:
    """Raise Refusal when a UDP port of loopback cannot be listened on."""
    _refuse_none(port, option)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
            listening.bind((LOOPBACK, port))
    except OSError as error:
        raise _taken(error, f"UDP port {port}", option) from error


def check_program(name: str, *, package: str) -> None:
    """Raise Refusal when a system program is not installed."""
    if shutil.which(name) is None and shutil.which(name, path=PATH) is None:
        raise Refusal(f"{name} is not installed; on Debian or Ubuntu: apt-get install {package}")


def our_program(name: str) -> str:
    """Return the path of one of this distribution's commands; raises Refusal."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        raise Refusal(f"{path} is missing: make setup installs it")
    return str(path)


def _refuse_none(port: int, option: str) -> None:
    if not 0 < port <= LAST_PORT:
        raise Refusal(f"there is no port {port}, they go up to {LAST_PORT}: say {option} with another one")


def _taken(error: OSError, port: str, option: str) -> Refusal:
    why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
    return Refusal(f"{port} {why}: end what listens there, or say {option} with another one")
