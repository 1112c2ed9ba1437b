"""The last orders of a terminal with the steps that it told, and what can be ordered of it."""

from collections.abc import Mapping

from msgspec import Struct

from contract.orders import Verb
from contract.words.catalogue import Kind
from control_plane.orders.states import OrderState
from control_plane.web.shapes import State
from control_plane.web.wording import Wording

DRAWN = {
    OrderState.WAITING: ("dashed", "gone"),
    OrderState.SENT: ("dashed", "gone"),
    OrderState.RUNNING: ("ring", "call"),
    OrderState.DONE: ("tick", "good"),
    OrderState.FAILED: ("cross", "bad"),
    OrderState.REFUSED: ("triangle", "attention"),
    OrderState.EXPIRED: ("triangle", "attention"),
    OrderState.WITHDRAWN: ("diamond", "gone"),
    OrderState.UNANSWERED: ("triangle", "attention"),
}
QUESTIONS = {
    "light": "how bright it is: very coarse",
    "view": "what is in view: coarse",
    "picture": "as sharp as it is",
}
CHOICES: Mapping[str, tuple[Verb, dict[str, str]]] = {
    "check_now": (Verb.CHECK_NOW, {}),
    "snapshot-view": (Verb.SNAPSHOT, {"question": "view"}),
    "snapshot-light": (Verb.SNAPSHOT, {"question": "light"}),
    "snapshot-picture": (Verb.SNAPSHOT, {"question": "picture"}),
    "collect_logs": (Verb.COLLECT_LOGS, {}),
    "identify": (Verb.IDENTIFY, {}),
    "throughput_test": (Verb.THROUGHPUT_TEST, {}),
    "unmute-microphone": (Verb.UNMUTE, {"component": "microphone"}),
    "unmute-speaker": (Verb.UNMUTE, {"component": "speaker"}),
    "restart_audio": (Verb.RESTART_AUDIO, {}),
    "reset_usb-camera": (Verb.RESET_USB, {"component": "camera"}),
    "reset_usb-microphone": (Verb.RESET_USB, {"component": "microphone"}),
    "relearn-camera": (Verb.RELEARN, {"component": "camera", "anew": "yes"}),
    "relearn-microphone": (Verb.RELEARN, {"component": "microphone"}),
    "restart_agent": (Verb.RESTART_AGENT, {}),
    "reboot": (Verb.REBOOT, {}),
}
"""What the form offers; programs may order all that the contract has."""


class KnownStep(Struct, frozen=True, kw_only=True):
    """One word of the terminal, as it is stored."""

    state: OrderState
    step: str
    why: str
    detail: str
    at_ms: int


class KnownOrder(Struct, frozen=True, kw_only=True):
    """One order, as it is stored."""

    id: str
    verb: str
    args: Mapping[str, str]
    author: str
    reason: str
    created_ms: int
    state: OrderState
    steps: tuple[KnownStep, ...] = ()
    has_upload: bool = False


class StepLine(Struct, frozen=True, kw_only=True):
    """One step for a reader."""

    at: str
    told: str
    detail: str


class OrderRow(Struct, frozen=True, kw_only=True):
    """One order for a reader."""

    id: str
    state: State
    told: str
    asked: str
    last: str
    """What the terminal said of it last; without that its steps need not be unfolded to know why not."""
    steps: tuple[StepLine, ...]
    upload: str
    withdraw: str


class Choice(Struct, frozen=True, kw_only=True):
    """One thing that can be ordered."""

    key: str
    word: str


def build_orders(terminal: str, known: tuple[KnownOrder, ...], words: Wording) -> tuple[OrderRow, ...]:
    """The rows, the newest first."""
    return tuple(_row(terminal, order, words) for order in known)


def choices(words: Wording, *, may_reboot: bool) -> tuple[Choice, ...]:
    """What the form offers to this reader."""
    return tuple(
        Choice(key=key, word=_told(verb, args, words))
        for key, (verb, args) in CHOICES.items()
        if may_reboot or verb is not Verb.REBOOT
    )


def _row(terminal: str, order: KnownOrder, words: Wording) -> OrderRow:
    shape, tone = DRAWN[order.state]
    steps = tuple(_step(step, words) for step in order.steps)
    return OrderRow(
        id=order.id,
        state=State(shape=shape, tone=tone, word=words.word(Kind.ORDER, order.state)),
        told=_told(order.verb, order.args, words),
        asked=f"{words.moment(order.created_ms)} · {order.author} · {order.reason}",
        last=" ".join(part for part in (steps[-1].told, steps[-1].detail) if part) if steps else "",
        steps=steps,
        upload=f"/orders/{order.id}/upload" if order.has_upload else "",
        withdraw=f"/terminals/{terminal}/orders/{order.id}/withdraw" if order.state is OrderState.WAITING else "",
    )


def _step(step: KnownStep, words: Wording) -> StepLine:
    told = words.word(Kind.ORDER, step.state)
    if step.state is OrderState.RUNNING:
        told = words.word(Kind.STEP, step.step or "unknown")
    elif step.why:
        told = f"{told}: {words.word(Kind.WHY, step.why)}"
    return StepLine(at=words.moment(step.at_ms), told=told, detail=step.detail)


def _told(verb: str, args: Mapping[str, str], words: Wording) -> str:
    parts = [words.word(Kind.VERB, verb)]
    if "component" in args:
        parts.append(words.word(Kind.COMPONENT, args["component"]))
    if "question" in args:
        parts.append(words.text(QUESTIONS.get(args["question"], "")))
    return " · ".join(part for part in parts if part)
