"""The child that touches a device and judges what it read: one request on stdin, one answer, and it is gone.

It runs in its own process group under memory and CPU limits. Once its libraries are loaded an alarm ends it at the
deadline; whoever started it kills the group when even that does not help, and the kernel does so when that process
dies. The libraries' chatter on stdout goes to stderr.
"""

import ctypes
import importlib
import os
import resource
import signal
import sys

import msgspec

from agent.checks.baselines.figures import WATCHED
from agent.checks.descriptor import Request
from agent.checks.rules import RULES
from contract.verdicts import Judgement

_PR_SET_PDEATHSIG = 1
_NICENESS = 5
_LAST_CPU_S = 2
"""From SIGXCPU, which says why, to SIGKILL."""


def main() -> None:
    """Answer the request; a traceback on stderr and a status other than 0 mean that there is no answer."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    answers = os.dup(1)
    os.dup2(2, 1)
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    _limit(request)
    reading = importlib.import_module(f"agent.checks.reading.{request.reading}")
    signal.setitimer(signal.ITIMER_REAL, request.deadline_s)
    numbers = reading.read(request)
    signal.setitimer(signal.ITIMER_REAL, 0)  # the device has answered; a slow disk is not its fault
    answer = msgspec.json.encode(_judge(numbers, request) if request.checks else numbers)
    with os.fdopen(answers, "wb") as stream:
        stream.write(answer)
    # A sound or video library that hangs while it shuts down must not cost the answer that is given.
    os._exit(0)


def _judge(numbers: msgspec.Struct, request: Request) -> dict[str, Judgement]:
    if request.reading not in WATCHED:
        return {check: RULES[check](numbers, request.given) for check in request.checks}
    from agent.checks.baselines.memory import recall, retain  # noqa: PLC0415 - quick looks do without encryption

    given = recall(request, numbers)
    judged = {check: RULES[check](numbers, given) for check in request.checks}
    retain(request, numbers, judged)
    return judged


def _limit(request: Request) -> None:
    memory = request.memory_mib << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (request.cpu_s, request.cpu_s + _LAST_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_NICENESS)


if __name__ == "__main__":
    main()
