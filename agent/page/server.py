"""The page's web server: on loopback, by its own name only, with forms that prove themselves.

Reading is open to whoever sits at the terminal. A wish goes to the door only with the token of a form of ours
and from our own origin; a page of another host that the browser shows has neither (CSRF), and a name that somebody
points at 127.0.0.1 is not ours (DNS rebinding).
"""

import secrets
import sys
from email.utils import formatdate
from hashlib import sha256
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from agent.door import Asked
from agent.page.desk import Desk
from agent.page.drawing import LANGUAGES, Page
from agent.page.markup import Html
from contract.configuration.people import Language

HOST = "127.0.0.1"
REFRESH_S = 10
MOST_BYTES = 4096
YEAR_S = 31_536_000
TYPES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    **{f"golos-text-{script}.woff2": "font/woff2" for script in ("cyrillic-ext", "cyrillic", "latin")},
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Server(ThreadingHTTPServer):
    """Listens; every request is a short thread."""

    daemon_threads = True

    def __init__(self, state: Path, *, port: int) -> None:
        """Bind to loopback; raises OSError when the port is taken."""
        super().__init__((HOST, port), _Request)
        self.desk = Desk(state)
        self.token = secrets.token_urlsafe(24)
        self.names = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep still about a browser that left before its answer: it leaves with every tap."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Request(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "beket"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """Show a page or one of its files."""
        if self._is_strange():
            return
        path, asked = self._address()
        if path[1:] in TYPES:
            self._give_file(path[1:])
        elif path == "/" and asked.get("language", "") in {each.value for each in LANGUAGES}:
            self._go_home(f"language={asked['language']}; Max-Age={YEAR_S}; Path=/; SameSite=Strict")
        elif (drawn := self.server.desk.draw(path, asked, self._page())) is not None:
            self._give_page(drawn, live=path == "/")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take a wish to the door, and show the first page again."""
        if self._is_strange():
            return
        form = self._form()
        mine = secrets.compare_digest(form.pop("token", "").encode(), self.server.token.encode())
        if self._address()[0] != "/ask" or self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            self.send_error(HTTPStatus.FORBIDDEN)
        elif not mine:
            self._go_home(said="refused")
        else:
            self._go_home(said=self._ask(form))

    def log_message(self, *_: object) -> None:
        """Keep still: what is asked for is in the core's log."""

    def _ask(self, form: dict[str, str]) -> str:
        try:
            asked = msgspec.convert(form, Asked, strict=False)
        except msgspec.ValidationError:
            return "refused"
        return self.server.desk.ask(asked)

    def _is_strange(self) -> bool:
        if self.headers.get("Host", "") in self.server.names:
            return False
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return True

    def _address(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        return parts.path, {name: values[-1] for name, values in parse_qs(parts.query).items()}

    def _form(self) -> dict[str, str]:
        length = self.headers.get("Content-Length", "0")
        size = int(length[:10]) if length.isdecimal() else 0
        if size > MOST_BYTES:
            self.close_connection = True
            return {}
        try:
            text = self.rfile.read(size).decode()
        except UnicodeDecodeError:
            return {}
        return {name: values[-1] for name, values in parse_qs(text).items()}

    def _page(self) -> Page:
        try:
            chosen = SimpleCookie(self.headers.get("Cookie", "")).get("language")
        except CookieError:
            chosen = None
        known = {each.value: each for each in LANGUAGES}
        language = known.get(chosen.value if chosen else "", self.server.desk.language())
        return Page(Language(language), self.server.token)

    def _give_page(self, drawn: tuple[Page, Html], *, live: bool) -> None:
        page, main = drawn
        mark = f'"{sha256(main.encode()).hexdigest()[:32]}"'
        if self.headers.get("X-Part") != "main":
            whole = page.whole(main, refresh_s=REFRESH_S if live else 0, mark=mark)
            self._give(HTTPStatus.OK, whole.encode(), {"Content-Type": "text/html; charset=utf-8"})
            return
        if self.headers.get("If-None-Match") == mark:
            self._give(HTTPStatus.NOT_MODIFIED, b"", {"ETag": mark})
        else:
            self._give(HTTPStatus.OK, main.encode(), {"ETag": mark, "Content-Type": "text/html; charset=utf-8"})

    def _give_file(self, name: str) -> None:
        file = resources.files("agent.page").joinpath("files", name)
        if not file.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self._give(HTTPStatus.OK, file.read_bytes(), {"Content-Type": TYPES[name]})

    def _go_home(self, cookie: str = "", *, said: str = "") -> None:
        headers = {"Location": f"/?said={said}" if said else "/"}
        if cookie:
            headers["Set-Cookie"] = cookie
        self._give(HTTPStatus.SEE_OTHER, b"", headers)

    def _give(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        self.send_header("Date", formatdate(usegmt=True))
        for name, value in (HEADERS | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
