"""Asks for one page, over plain HTTP or over a connection that is open already, and reads its beginning."""

import http.client
import socket
from urllib.parse import urlsplit

from msgspec import Struct

_BEGINNING = 512
_HEADERS = {"User-Agent": "beket", "Connection": "close", "Cache-Control": "no-cache"}


class Page(Struct, frozen=True, kw_only=True):
    """What came: the status, where a redirect leads, how the page begins."""

    status: int
    leads_to: str = ""
    beginning: str = ""


class PageError(Exception):
    """What came is no HTTP answer, or nothing came."""


def ask_page(connection: socket.socket, host: str, path: str) -> Page:
    """Ask `host` (with its port, where it is not the usual one) over an open connection; raise `PageError`."""
    asking = http.client.HTTPConnection("")
    asking.sock = connection
    try:
        asking.request("GET", path, headers={"Host": host, **_HEADERS})
        answer = asking.getresponse()
        beginning = answer.read(_BEGINNING).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise PageError(str(error) or type(error).__name__) from error
    return Page(status=answer.status, leads_to=_host_of(answer.getheader("Location", "")), beginning=beginning)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # a portal may write anything there
        return ""
