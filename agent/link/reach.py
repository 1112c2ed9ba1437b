"""From an address to an open TCP connection, through the branch's HTTP proxy (CONNECT, RFC 9110, 9.3.6) if any.

The proxy's user and password are one line, `user:password`, in the file `proxy-login`: among the unit's credentials
(systemd's `LoadCredential=`), or beside the terminal's key.
"""

import binascii
import os
import socket
import time
from pathlib import Path

from contract.trouble import Trouble

LOGIN = "proxy-login"
LONGEST_ANSWER = 8192

_LOGIN_WANTED = b"407"


class ReachError(OSError):
    """There is no way to the broker; `trouble` says at which step."""

    def __init__(self, trouble: Trouble, why: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(why)
        self.trouble = trouble


def reach(host: str, port: int, *, proxy: str, beside: Path, timeout_s: float) -> socket.socket:
    """Return a connection to the address; raises `ReachError`. The proxy, if any, resolves the name."""
    if not proxy:
        return _connect(host, port, timeout_s)
    name, _, proxy_port = proxy.rpartition(":")
    try:
        line = _connect(name, int(proxy_port), timeout_s)
    except ReachError as error:
        raise ReachError(Trouble.PROXY_AWAY, f"proxy {proxy}: {error}") from error
    try:
        _ask_through(line, f"{host}:{port}", login=_login(beside), deadline=time.monotonic() + timeout_s)
    except BaseException:
        line.close()
        raise
    return line


def _connect(host: str, port: int, timeout_s: float) -> socket.socket:
    try:
        return socket.create_connection((host, port), timeout=timeout_s)
    except socket.gaierror as error:
        raise ReachError(Trouble.NO_NAME, f"{host}: {error.strerror}") from error
    except ConnectionRefusedError as error:
        raise ReachError(Trouble.PORT_CLOSED, f"{host}:{port}: {error.strerror}") from error
    except TimeoutError as error:
        raise ReachError(Trouble.NOBODY_ANSWERS, f"{host}:{port}: no answer within {timeout_s:.0f} s") from error
    except OSError as error:
        raise ReachError(Trouble.NO_WAY, f"{host}:{port}: {error.strerror or error}") from error


def _ask_through(line: socket.socket, target: str, *, login: bytes, deadline: float) -> None:
    asked = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n".encode()
    if login:
        asked += b"Proxy-Authorization: Basic " + binascii.b2a_base64(login, newline=False) + b"\r\n"
    try:
        line.sendall(asked + b"\r\n")
        status = _status_of(_answer(line, deadline))
    except ConnectionError as error:
        raise ReachError(Trouble.PROXY_REFUSES, f"the proxy hung up: {error}") from error
    except OSError as error:
        raise ReachError(Trouble.PROXY_AWAY, f"the proxy fell silent: {error}") from error
    if status == _LOGIN_WANTED:
        raise ReachError(Trouble.PROXY_LOGIN, f"the proxy does not know the user or password in {LOGIN}")
    if not status.startswith(b"2"):
        raise ReachError(Trouble.PROXY_REFUSES, f"the proxy refuses {target}: {status.decode(errors='replace')[:20]}")


def _answer(line: socket.socket, deadline: float) -> bytes:
    # Nothing follows the answer's end before we speak: TLS is begun by us.
    answer = b""
    while b"\r\n\r\n" not in answer:
        if time.monotonic() > deadline or len(answer) > LONGEST_ANSWER:
            raise TimeoutError("its answer does not end")
        if not (more := line.recv(1024)):
            break
        answer += more
    return answer


def _status_of(answer: bytes) -> bytes:
    version, _, rest = answer.partition(b" ")
    return rest[:3] if version.startswith(b"HTTP/") else b"no HTTP"


def _login(beside: Path) -> bytes:
    for folder in (os.environ.get("CREDENTIALS_DIRECTORY"), beside):
        try:
            return (Path(folder or beside) / LOGIN).read_bytes().strip()
        except OSError:
            continue
    return b""
