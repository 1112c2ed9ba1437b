"""Puts something to the address that came with the command: HTTPS PUT, once, with nothing of it told."""

import http.client
import ssl
from http import HTTPStatus
from urllib.parse import urlsplit

from agent.folder import StateFolder
from agent.identity import IdentityError, load_identity

_PATIENCE_S = 30.0


class UploadError(Exception):
    """The centre has it not; the message says why, never to which address."""


def put(address: str, content: bytes, *, media_type: str, folder: StateFolder) -> None:
    """Put it; raise `UploadError`. Whom the machine trusts is believed, and the centre's own authority."""
    parts = urlsplit(address)
    try:
        connection = _connection(parts.scheme, parts.netloc, folder)
        connection.request("PUT", parts.path, body=content, headers={"Content-Type": media_type})
        with connection.getresponse() as answer:
            answer.read()
            if answer.status not in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT}:
                raise UploadError(f"{answer.status} {answer.reason}")
        connection.close()
    except (OSError, http.client.HTTPException, IdentityError) as error:
        raise UploadError(str(error) or type(error).__name__) from error


def _connection(scheme: str, place: str, folder: StateFolder) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(place, timeout=_PATIENCE_S)
    context = ssl.create_default_context()
    context.load_verify_locations(load_identity(folder.identity).authority)
    return http.client.HTTPSConnection(place, timeout=_PATIENCE_S, context=context)
