"""Walks the way to the centre's reflector and back: lightly, or (argument `full`) as a call would."""

import time
from pathlib import Path

from msgspec.structs import replace

from agent.checks.day_data import spend, spent_today
from agent.checks.descriptor import Request
from agent.measure.path import path_numbers
from contract.configuration.path import Path as PathRules
from contract.judgement.path import PathNumbers
from contract.stamp import OCTETS
from hardware.network.discovery import read_line
from hardware.network.stamp import HEADER_OCTETS, walk

FULL = "full"

_DEAREST_HEADER = max(HEADER_OCTETS.values())


def read(request: Request) -> PathNumbers:
    """Return the numbers of a test, if the day's data allows it."""
    rules, state = request.configuration.path, Path(request.terminal.state)
    address = f"{rules.host}:{rules.port}"
    packets, octets = plan(rules, full=request.argument == FULL)
    cost = cost_of(packets, octets)
    if not spend(state, cost, cap=rules.day_bytes, now_s=time.time()):
        return PathNumbers(afforded=False, address=address)
    walked = walk(
        rules.host,
        rules.port,
        packets=packets,
        every_s=1 / rules.packets_per_s,
        octets=octets,
        wait_s=rules.wait_s,
    )
    spend(state, walked.data_bytes - cost, cap=rules.day_bytes, now_s=time.time())
    numbers = path_numbers(walked.echoes, sent=walked.sent, playout_ms=rules.playout_ms)
    carrier = bool(walked.echoes) or has_carrier(request)
    return replace(
        numbers,
        carrier=carrier,
        error=walked.error,
        address=address,
        data_bytes=walked.data_bytes,
        spent_bytes=spent_today(state, now_s=time.time()),
    )


def plan(rules: PathRules, *, full: bool) -> tuple[int, int]:
    """Return how many packets a test sends, and of how many octets."""
    return (round(rules.full_s * rules.packets_per_s), rules.octets) if full else (rules.light_packets, OCTETS)


def cost_of(packets: int, octets: int) -> int:
    """Return the most bytes that a test can cost, both ways."""
    return 2 * packets * (octets + _DEAREST_HEADER)


def has_carrier(request: Request) -> bool:
    """Is there a way out with a carrier? It is asked when nothing came back."""
    way_out = read_line(root=Path(request.terminal.root), devices=request.terminal.virtual).way_out
    return way_out is not None and way_out.carrier
