"""Mosquitto as a child of ours: found, started, waited for, started again, ended."""

import logging
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import IO

from control_plane.broker.settings import TLS_SETTINGS
from control_plane.errors import WorldError
from control_plane.held_process import HeldProcess
from control_plane.parentage import dying_with_us
from control_plane.ports import LOOPBACK, reachable, refuse_taken
from control_plane.settings import Settings

SBIN = ("/usr/sbin", "/usr/local/sbin")
READY_WITHIN_S = 10.0
END_WITHIN_S = 10.0

_LOG = logging.getLogger(__name__)


class BrokerError(WorldError):
    """The broker cannot be started; the sentence says what to do."""

    code = "broker"


class BrokerChild(HeldProcess):
    """One Mosquitto; `output` takes what it logs (this process's own when None)."""

    def __init__(self, settings: Settings, configuration: Path, *, output: IO[bytes] | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._command = dying_with_us([str(find_mosquitto(settings.mosquitto)), "-c", str(configuration)])
        self._output = output

    def start(self) -> None:
        """Start it and return when it listens; raises BrokerError with one clear sentence."""
        for listener in self._listeners():
            refuse_taken(*listener)
        environment = {**os.environ, "OPENSSL_CONF": str(self._settings.broker / TLS_SETTINGS)}
        self._process = subprocess.Popen(self._command, stdout=self._output, stderr=self._output, env=environment)
        self._wait_until_ready()
        _LOG.info("broker started", extra={"pid": self._process.pid, "port": self._settings.broker_port})

    def stop(self) -> None:
        """End it; Mosquitto writes its store on SIGTERM."""
        self.ask_to_end()
        self.end_within(END_WITHIN_S)

    def _listeners(self) -> list[tuple[str, int, str]]:
        settings = self._settings
        listeners = [
            (LOOPBACK, settings.broker_centre_port, "broker_centre_port"),
            (reachable(settings.broker_host), settings.broker_port, "broker_port"),
        ]
        if settings.broker_websocket_port:
            host = reachable(settings.broker_websocket_host)
            listeners.append((host, settings.broker_websocket_port, "broker_websocket_port"))
        return listeners

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        waiting = self._listeners()
        while waiting:
            if not self.is_running:
                raise BrokerError("Mosquitto ended as soon as it was started; its own lines above say why")
            if time.monotonic() > deadline:
                self.stop()
                raise BrokerError(f"Mosquitto does not listen on port {waiting[0][1]} after {READY_WITHIN_S:.0f} s")
            time.sleep(0.02)
            waiting = [listener for listener in waiting if not _answers(*listener[:2])]


def find_mosquitto(name: str) -> Path:
    """The program; Debian keeps it in a folder that is not on everybody's path."""
    found = shutil.which(name) or shutil.which(name, path=":".join(SBIN))
    if found is None:
        raise BrokerError(f"{name} is not installed: on Debian or Ubuntu `apt-get install mosquitto`")
    return Path(found)


def _answers(host: str, port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(0.5)
        return client.connect_ex((host, port)) == 0
