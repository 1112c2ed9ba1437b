"""Errors as answers to programs: RFC 9457 problem details, one handler for each kind."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from starlette.exceptions import HTTPException

from control_plane.errors import ControlPlaneError

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Make an application answer every error as a problem."""
    app.add_exception_handler(ControlPlaneError, _ours)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(IntegrityError, _conflict)
    app.add_exception_handler(DataError, _not_storable)
    app.add_exception_handler(OperationalError, _database_away)


def problem(
    status: int, code: str, *, detail: str, problems: Sequence[Mapping[str, Any]] = (), headers: Any = None
) -> JSONResponse:
    """A problem: `code` is stable, `detail` is for people, `problems` names each wrong field."""
    content: dict[str, Any] = {
        "type": f"urn:beket:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if problems:
        content["problems"] = list(problems)
    return JSONResponse(content, status, media_type=MEDIA_TYPE, headers=headers)


def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ControlPlaneError)  # noqa: S101 - registered for this class
    return problem(error.status, error.code, detail=error.detail, problems=error.problems)


def _unreadable(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    # The value itself is not repeated: it may be what must not be stored.
    problems = [
        {"path": ".".join(str(part) for part in one["loc"]), "code": one["type"], "allowed": one["msg"]}
        for one in error.errors()
    ]
    detail = "; ".join(f"{one['path']}: {one['allowed']}" for one in problems)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail=detail, problems=problems)


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    code = HTTPStatus(error.status_code).name.lower()
    return problem(error.status_code, code, detail=str(error.detail), headers=error.headers)


def _conflict(_request: Request, error: Exception) -> JSONResponse:
    _log.info("a write contradicted another", extra={"error": type(error).__name__})
    return problem(HTTPStatus.CONFLICT, "conflict", detail="it contradicts what somebody else wrote just now")


def _not_storable(_request: Request, error: Exception) -> JSONResponse:
    _log.info("a value cannot be stored", extra={"error": type(error).__name__})
    detail = "a value holds a character or a number that cannot be stored"
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail=detail)


def _database_away(_request: Request, error: Exception) -> JSONResponse:
    _log.error("the database does not answer", extra={"error": str(error.__cause__ or error)})
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", detail="the database does not answer; try again soon")
