"""Takes a look by a child process; whatever happens, every check gets an honest answer."""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import msgspec

from agent.checks.child import ProbeGaveWayError, Prober, ProbeStuckError
from agent.checks.consent import is_refused
from agent.checks.descriptor import Check, Reading, Request, Terminal
from agent.checks.table import READINGS
from agent.ledger import Use, Why, note
from agent.looks import Judgements, Look, Run
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement, Reason, Verdict

_AT_ONCE = 4
_NOT_CHECKED: dict[Component, Reason] = {
    Component.CAMERA: Reason.CAMERA_NOT_CHECKED,
    Component.MICROPHONE: Reason.MICROPHONE_NOT_CHECKED,
    Component.SPEAKER: Reason.SPEAKER_NOT_CHECKED,
    Component.NETWORK: Reason.NETWORK_NOT_CHECKED,
    Component.SYSTEM: Reason.SYSTEM_NOT_CHECKED,
    Component.DISPLAY: Reason.DISPLAY_NOT_CHECKED,
    Component.APPLICATION: Reason.APPLICATION_NOT_CHECKED,
}
_GAVE_WAY: dict[Component, Reason] = {
    Component.CAMERA: Reason.CAMERA_GAVE_WAY,
    Component.MICROPHONE: Reason.MICROPHONE_GAVE_WAY,
    Component.SPEAKER: Reason.SPEAKER_GAVE_WAY,
    Component.NETWORK: Reason.NETWORK_GAVE_WAY,
}


def looks_of(terminal: Terminal) -> tuple[Look, ...]:
    """Return every look of this terminal, ready for the core's scheduler."""
    prober = Prober()
    return tuple(
        Look(
            name=reading.name,
            component=reading.component,
            kind=reading.kind,
            run=_run(reading, terminal, prober),
            holds=reading.holds,
            fills_line=reading.fills_line,
            lamp=reading.lamp,
            audible=reading.audible,
            give_way=partial(prober.give_way, reading.module),
        )
        for reading in READINGS
    )


def take_look(
    reading: Reading,
    terminal: Terminal,
    given: Circumstances,
    *,
    prober: Prober,
    why: Why = Why.CHECK,
) -> dict[str, Judgement]:
    """Return the judgements by the checks' names; a part that the terminal has not gives none. Never raises."""
    if not reading.applies(given.configuration):
        return {}

    def judge(argument: str) -> dict[str, Judgement]:
        return _judge(reading, terminal, given, argument=argument, prober=prober)

    began_s = time.monotonic()
    answers: dict[str, Judgement] = {}
    arguments = reading.arguments(given.configuration)
    if len(arguments) == 1:  # no thread is needed beside the look's own
        answers = judge(arguments[0])
    else:
        for judged in _a_few_at_a_time(judge, arguments):
            answers |= judged
    if reading.holds and _was_touched(answers):
        note_use(reading, terminal, given, seconds=time.monotonic() - began_s, why=why)
    return answers


def _a_few_at_a_time(
    judge: Callable[[str], dict[str, Judgement]], arguments: tuple[str, ...]
) -> Iterable[dict[str, Judgement]]:
    """Yield the answers as they come; the threads do not keep the agent from ending, as a pool's would."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    answers: queue.SimpleQueue[dict[str, Judgement]] = queue.SimpleQueue()
    for argument in arguments:
        waiting.put(argument)

    def work() -> None:
        while not waiting.empty():
            with contextlib.suppress(queue.Empty):
                answers.put(judge(waiting.get_nowait()))

    for _ in arguments[:_AT_ONCE]:
        threading.Thread(target=work, daemon=True).start()
    for _ in arguments:
        yield answers.get()


def put_off(reading: Reading, reason: Reason) -> dict[str, Judgement]:
    """Return the answers of a look that was not taken, because of a call or because somebody said "not now"."""
    answer = Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,))
    return {check.name: answer for check in reading.checks}


def give_way(reading: Reading) -> dict[str, Judgement]:
    """Return the answers of a look that a call was preferred to."""
    return put_off(reading, _GAVE_WAY[reading.component])


def note_use(reading: Reading, terminal: Terminal, given: Circumstances, *, seconds: float, why: Why) -> None:
    """Put into the ledger that a look used its device; one that is heard listens, too."""
    use = Use(
        at_ms=given.centre_ms or time.time_ns() // 1_000_000,
        certain=given.centre_ms is not None,
        device=Component.MICROPHONE if reading.audible else reading.component,
        seconds=round(seconds, 1),
        why=why,
        look=reading.name,
    )
    note(Path(terminal.state), use)


def _was_touched(answers: dict[str, Judgement]) -> bool:
    reasons = [reason for answer in answers.values() for reason in answer.reasons]
    return not any(reason.endswith((".missing", ".in_use")) for reason in reasons)


def _run(reading: Reading, terminal: Terminal, prober: Prober) -> Run:
    def run(given: Circumstances) -> Judgements:
        if reading.audible and reading.applies(given.configuration) and is_refused(Path(terminal.state)):
            return put_off(reading, Reason.SPEAKER_NOT_NOW)
        return take_look(reading, terminal, given, prober=prober)

    return run


def _judge(
    reading: Reading, terminal: Terminal, given: Circumstances, *, argument: str, prober: Prober
) -> dict[str, Judgement]:
    request = Request(
        reading=reading.module,
        terminal=terminal,
        given=given,
        checks=tuple(check.name for check in reading.checks),
        argument=argument,
        deadline_s=reading.deadline_s(given.configuration),
        memory_mib=reading.memory_mib,
        cpu_s=reading.cpu_s,
    )
    try:
        judged = msgspec.json.decode(prober.ask(request), type=dict[str, Judgement])
        return {name_of(check, argument): judged[check.name] for check in reading.checks}
    except ProbeGaveWayError:
        gave_way = put_off(reading, _GAVE_WAY[reading.component])
        return {name_of(check, argument): gave_way[check.name] for check in reading.checks}
    except ProbeStuckError as error:
        return {name_of(check, argument): _stuck(check, reading, str(error)) for check in reading.checks}
    except Exception as error:  # noqa: BLE001 - the one place: whatever broke, the answer is "could not check"
        return {name_of(check, argument): _not_checked(reading, str(error)) for check in reading.checks}


def name_of(check: Check, argument: str) -> str:
    """Return what a check is called in a report: one that ends in a colon takes its argument."""
    return f"{check.name}{argument}" if check.name.endswith(":") else check.name


def _stuck(check: Check, reading: Reading, error: str) -> Judgement:
    if check.stuck is None:
        return _not_checked(reading, error)
    return Judgement(verdict=Verdict.FAILED, reasons=(check.stuck,), facts={"error": error})


def _not_checked(reading: Reading, error: str) -> Judgement:
    reason = _NOT_CHECKED[reading.component]
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,), facts={"error": error})
