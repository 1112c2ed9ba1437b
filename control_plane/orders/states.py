"""How far an order has come, and what becomes of what it has sent up."""

from enum import StrEnum

from contract.messages import CommandState
from control_plane.errors import ForbiddenMoveError


class OrderState(StrEnum):
    """An order: until it is sent the centre moves it, from then on the terminal's own word."""

    WAITING = "waiting"
    SENT = "sent"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    """No word came in time. It may still come: a terminal keeps it for as long as it has no line."""


_WORDS = frozenset({OrderState.DONE, OrderState.FAILED, OrderState.REFUSED, OrderState.EXPIRED})
ALLOWED: dict[OrderState, frozenset[OrderState]] = {
    OrderState.WAITING: frozenset({OrderState.SENT, OrderState.WITHDRAWN, OrderState.EXPIRED}),
    OrderState.SENT: _WORDS | {OrderState.RUNNING, OrderState.UNANSWERED},
    OrderState.RUNNING: _WORDS | {OrderState.UNANSWERED},
    OrderState.UNANSWERED: _WORDS | {OrderState.RUNNING},
    OrderState.DONE: frozenset(),
    OrderState.FAILED: frozenset(),
    OrderState.REFUSED: frozenset(),
    OrderState.EXPIRED: frozenset(),
    OrderState.WITHDRAWN: frozenset(),
}
OPEN = frozenset({OrderState.WAITING, OrderState.SENT, OrderState.RUNNING})
SAID: dict[CommandState, OrderState] = {
    CommandState.RUNNING: OrderState.RUNNING,
    CommandState.DONE: OrderState.DONE,
    CommandState.FAILED: OrderState.FAILED,
    CommandState.REFUSED: OrderState.REFUSED,
    CommandState.EXPIRED: OrderState.EXPIRED,
}
"""What a terminal's word makes of its order; a word that this version does not know makes nothing of it."""


def next_state(current: OrderState, target: OrderState) -> OrderState:
    """The target, if the table allows the move; raises ForbiddenMoveError otherwise."""
    if target not in ALLOWED[current]:
        message = f"an order that is {current} cannot become {target}"
        raise ForbiddenMoveError(message)
    return target


class UploadState(StrEnum):
    """What a terminal was allowed to put, once."""

    AWAITED = "awaited"
    RECEIVING = "receiving"
    KEPT = "kept"
    GONE = "gone"


UPLOAD_ALLOWED: dict[UploadState, frozenset[UploadState]] = {
    UploadState.AWAITED: frozenset({UploadState.RECEIVING, UploadState.GONE}),
    # One that broke off may come again; one that was too large, or no picture, may not.
    UploadState.RECEIVING: frozenset({UploadState.KEPT, UploadState.AWAITED, UploadState.GONE}),
    UploadState.KEPT: frozenset({UploadState.GONE}),
    # Its time ran out before the terminal had heard of it, which is told again when it comes back.
    UploadState.GONE: frozenset({UploadState.AWAITED}),
}
