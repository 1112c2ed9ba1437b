"""The whole centre as one tree of processes: broker, ingest, clock, reflector, web."""

import fcntl
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from control_plane.authority.revocation import REVOCATIONS
from control_plane.authority.service import ensure_server_certificate
from control_plane.broker.child import BrokerChild
from control_plane.broker.settings import write_broker_settings
from control_plane.errors import ConflictError
from control_plane.ports import refuse_taken
from control_plane.preparation import prepare
from control_plane.reflector.endpoint import Endpoint
from control_plane.settings import Settings
from control_plane.supervisor import Member, ProcessMember, keep_running
from control_plane.timekeeping import DAY_MS, SECOND_MS

LOCK = "up.lock"
PARTS = ("ingest", "clock", "web")
REFLECTOR = "reflect"
CHECK_CERTIFICATE_S = DAY_MS / SECOND_MS

_LOG = logging.getLogger(__name__)


class BrokerMember:
    """Mosquitto as a part of the tree, told of new lists of withdrawn certificates and of its own renewal."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child = BrokerChild(settings, write_broker_settings(settings))
        self._check_at = 0.0
        self._list = settings.authority / REVOCATIONS
        self._list_seen = 0

    @property
    def is_running(self) -> bool:
        if time.monotonic() >= self._check_at:
            self._renew_certificate()
        if self._list.stat().st_mtime_ns != self._list_seen:
            self._reload()
        return self._child.is_running

    def start(self) -> None:
        self._list_seen = self._list.stat().st_mtime_ns
        self._child.start()
        self._check_at = time.monotonic() + CHECK_CERTIFICATE_S

    def ask_to_end(self) -> None:
        """The broker ends last: the others still say goodbye to it."""

    def end_within(self, _seconds: float) -> None:
        self._child.stop()

    def _renew_certificate(self) -> None:
        self._check_at = time.monotonic() + CHECK_CERTIFICATE_S
        settings = self._settings
        if ensure_server_certificate(settings.authority, settings.broker_names, now=datetime.now(UTC)):
            self._reload()

    def _reload(self) -> None:
        self._list_seen = self._list.stat().st_mtime_ns
        if self._child.is_running and self._child.pid is not None:
            write_broker_settings(self._settings)  # the access list names whose certificates were withdrawn
            os.kill(self._child.pid, signal.SIGHUP)
            _LOG.info("the broker reads its certificates anew")


def run_tree(settings: Settings, stopping: threading.Event) -> None:
    """Run everything until told to stop; raises a WorldError with one clear sentence when it cannot."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(settings):
        refuse_taken(settings.web_host, settings.web_port, "web_port")
        if settings.reflector_port:
            Endpoint(settings.reflector_host, settings.reflector_port).close()
        prepare(settings)
        tree: dict[str, Member] = {"broker": BrokerMember(settings)} if settings.broker_is_child else {}
        tree |= {part: ProcessMember(command(part, settings)) for part in _parts(settings)}
        keep_running(tree, stopping)


def command(part: str, settings: Settings) -> list[str]:
    """How a part of the centre is started as a process of its own."""
    return [sys.executable, "-m", "control_plane.cli", part, "--data", str(settings.data)]


def _parts(settings: Settings) -> tuple[str, ...]:
    return (*PARTS, REFLECTOR) if settings.reflector_port else PARTS


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    with (settings.data / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConflictError(f"another control plane runs on {settings.data}") from error
        yield
