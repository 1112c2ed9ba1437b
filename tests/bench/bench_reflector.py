"""What one core of the reflector answers, and how long it holds a packet before it does."""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract.stamp import Answer, Question, error_estimate, read_answer, write_question
from control_plane.database import Database
from control_plane.schema import METADATA
from control_plane.settings import Settings
from tests.bench.figure import BenchFigure, figure_of
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import until

NAME = "reflector"
PER_SECOND, LASTS_S, RUNS = 6000, 5, 5
TERMINALS = 120
"""Sessions, each from an address of its own: 50 packets a second, as in a full test."""
GOAL_PER_SECOND, GOAL_DELAY_MS = 5000.0, 2.0
OCTETS = 160
PATIENCE_S = 0.3
"""How long answers are waited for after the last packet."""
STEP = 20
"""Packets at once, when the senders themselves had to wait for a core: what they catch up is no burst of terminals."""
TICK = os.sysconf("SC_CLK_TCK")
METHOD = (
    f"the process `reflect` on loopback, {TERMINALS} senders of {OCTETS}-octet packets from addresses of their own, "
    f"{PER_SECOND} packets a second for {LASTS_S} s, {RUNS} runs; the senders share the machine's cores"
)


def measure() -> dict[str, BenchFigure]:
    rates, delays, costs = [], [], []
    with tempfile.TemporaryDirectory(prefix="beket-bench-") as folder, a_reflector(Path(folder)) as (port, pid):
        for _ in range(RUNS):
            cpu_s, began = cpu_of(pid), time.monotonic()
            answers = flood(port)
            # Senders that had to wait for a core took longer than they should: then less was asked a second.
            rates.append(len(answers) / (time.monotonic() - began - PATIENCE_S))
            delays.append(percentile([(answer.left_ns - answer.reached_ns) / 1e6 for answer in answers], 99))
            costs.append(1e6 * (cpu_of(pid) - cpu_s) / len(answers))
    one_core = [1e6 / cost for cost in costs]
    return {
        f"{NAME}.answered": figure_of(
            rates, unit="packets/s", goal=GOAL_PER_SECOND, higher_is_better=True, method=METHOD
        ),
        f"{NAME}.delay_p99": figure_of(
            delays, unit="ms", goal=GOAL_DELAY_MS, higher_is_better=False, method=f"T3 - T2, kernel's T2; {METHOD}"
        ),
        f"{NAME}.cpu": figure_of(costs, unit="µs/packet", goal=200.0, higher_is_better=False, method=METHOD),
        f"{NAME}.one_core": figure_of(
            one_core, unit="packets/s", goal=GOAL_PER_SECOND, higher_is_better=True, method=f"1 s / CPU; {METHOD}"
        ),
    }


@contextmanager
def a_reflector(folder: Path) -> Iterator[tuple[int, int]]:
    settings, port = Settings(data=folder), free_port()
    database = Database(settings.database)
    METADATA.create_all(database.engine)
    database.dispose()
    command = [sys.executable, "-m", "control_plane.cli", "reflect", "--data", str(folder)]
    with subprocess.Popen(command, env=os.environ | {"BEKET_REFLECTOR_PORT": str(port)}) as process:
        until(lambda: answers_at(port), within_s=30)
        try:
            yield port, process.pid
        finally:
            process.terminate()


def answers_at(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.2)
        try:
            asking.connect((LOOPBACK, port))
            asking.send(a_packet(0))
            return bool(asking.recv(2000))
        except OSError:
            return False


def flood(port: int) -> list[Answer]:
    """Send evenly, in steps of a millisecond, and gather what comes back meanwhile."""
    # Sockets, and ports, of a full house.
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    senders = [_sender(number, port) for number in range(TERMINALS)]
    packets: list[bytes] = []
    began, sent = time.monotonic(), 0
    while sent < PER_SECOND * LASTS_S:
        due = min(int((time.monotonic() - began) * PER_SECOND) + 1, PER_SECOND * LASTS_S, sent + STEP)
        for number in range(sent, due):
            senders[number % TERMINALS].send(a_packet(number))
        sent = due
        _gather(senders, packets)
        time.sleep(0.001)
    time.sleep(PATIENCE_S)
    _gather(senders, packets)
    for sender in senders:
        sender.close()
    return [read_answer(packet) for packet in packets]


def a_packet(number: int) -> bytes:
    question = Question(number=number, sent_ns=time.time_ns(), error=error_estimate(synchronised=False), session=1)
    return write_question(question, octets=OCTETS)


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def percentile(values: list[float], share: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * share // 100)]


def _sender(number: int, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((f"127.0.1.{number + 1}", 0))
    made.connect((LOOPBACK, port))
    made.setblocking(False)
    return made


def _gather(senders: list[socket.socket], packets: list[bytes]) -> None:
    for sender in senders:
        try:
            while True:
                packets.append(sender.recv(2000))
        except BlockingIOError:
            continue
