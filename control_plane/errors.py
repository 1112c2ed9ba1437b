"""One base for every error that a person or a program at the other end is told about."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, ClassVar


class ControlPlaneError(Exception):
    """An error with a status, a stable code and one clear sentence (RFC 9457 problem)."""

    status: ClassVar[int] = HTTPStatus.INTERNAL_SERVER_ERROR
    code: ClassVar[str] = "error"

    def __init__(self, detail: str, problems: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = tuple(problems)


class CallerError(ControlPlaneError):
    """The caller is wrong: asking the same again will not help."""

    status = HTTPStatus.BAD_REQUEST
    code = "bad_request"


class WorldError(ControlPlaneError):
    """The world is broken: the same request may succeed later."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"


class NotSignedInError(CallerError):
    """Nobody is signed in, or the token is not valid."""

    status = HTTPStatus.UNAUTHORIZED
    code = "not_signed_in"


class ForbiddenError(CallerError):
    """The actor's role or scope does not allow it."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"


class NotFoundError(CallerError):
    """There is no such thing, or not within the actor's scope."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


class ConflictError(CallerError):
    """It contradicts what is there."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class StaleError(CallerError):
    """Somebody else changed it in the meantime (If-Match)."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "stale"


class InvalidError(CallerError):
    """Fields are wrong; `problems` names each with what is allowed."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"


class TooManyError(CallerError):
    """Too many tries; come back later."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many"


class ForbiddenMoveError(ControlPlaneError):
    """A state machine was asked for a move that its table does not have."""

    status = HTTPStatus.CONFLICT
    code = "forbidden_move"
