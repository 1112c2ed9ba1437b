"""Reaches one service. What was not reached to the end is placed: how the line stands, and what else answers."""

import time

from msgspec.structs import replace

from agent.checks.descriptor import Request
from agent.checks.reading.network_line import line_numbers, line_of
from agent.clock import Clock
from contract.configuration.line import ServiceKind
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.judgement.service import ServiceNumbers
from hardware.network.connecting import connect, resolve
from hardware.network.service import reach


def read(request: Request) -> ServiceNumbers:
    """Return how far the service named by the argument was reached."""
    rules, name = request.configuration.network, request.argument
    now_s = _believed_s(request.given)
    reached = reach(name, rules.services[name], timeout_s=rules.timeout_s, now_s=now_s)
    if reached.step == "done":
        return reached
    line = line_numbers(request, line_of(request))
    return replace(reached, line=line, others_answer=others_answer(request.configuration, but=name))


def others_answer(configuration: Configuration, *, but: str = "") -> bool | None:
    """Say whether any other service, or a broker, takes a connection; None when there is none to ask."""
    services = configuration.network.services.items()
    asked = [(each.host, each.port) for name, each in services if name != but and each.kind is not ServiceKind.STUN]
    asked += [(broker.host, broker.port) for broker in configuration.link.brokers]
    patience_s = configuration.network.timeout_s / max(1, len(asked))
    for host, port in asked:
        try:
            connect(resolve(host, port, timeout_s=patience_s), timeout_s=patience_s).close()
        except OSError:
            continue
        return True
    return False if asked else None


def _believed_s(given: Circumstances) -> float | None:
    """Return the time since 1970 by the centre's clock, or by our own where that is synchronised."""
    if given.centre_ms is not None:
        return given.centre_ms / 1000
    return time.time() if Clock().is_synchronised() else None
