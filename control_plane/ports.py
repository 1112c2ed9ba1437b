"""Ports that we are about to listen on."""

import socket

from control_plane.errors import WorldError

EVERYWHERE = ("0.0.0.0", "")  # noqa: S104 - compared with, not bound to
LOOPBACK = "127.0.0.1"


class PortTakenError(WorldError):
    """A port cannot be listened on; the sentence names it, its setting and what to do."""

    code = "port_taken"


def refuse_taken(host: str, port: int, setting: str) -> None:
    """Raise PortTakenError unless the port can be listened on."""
    try:
        with socket.create_server((host, port)):
            return
    except OSError as error:
        message = f"port {port} ({setting}) cannot be used: {error.strerror}; end what listens there or set another"
        raise PortTakenError(message) from error


def reachable(host: str) -> str:
    """An address under which something that listens on `host` answers on this machine."""
    return LOOPBACK if host in EVERYWHERE else host
