"""Free ports on loopback, and waiting until somebody listens there."""

import socket
import time

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as server:
        return int(server.getsockname()[1])


def is_open(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(0.5)
        return client.connect_ex((LOOPBACK, port)) == 0


def wait_until_open(port: int, *, timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not is_open(port):
        if time.monotonic() > deadline:
            raise TimeoutError(f"nobody listens on port {port} after {timeout_s} s")
        time.sleep(0.02)
