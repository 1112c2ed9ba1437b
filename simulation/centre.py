"""The centre as a person's browser or script sees it: its HTTP interface, nothing else."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from simulation.refusal import Refusal

TIMEOUT_S = 15.0
JSON = {"Content-Type": "application/json", "Accept": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

_CSRF = re.compile('name="csrf" value="([^"]+)"')


class CentreError(Refusal):
    """The centre refused a request, or did not answer."""

    def __init__(self, message: str, *, status: int = 0, problem: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.problem = problem or {}


class Centre:
    """One session with the centre, signed in or not."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        self._csrf = ""

    def wait_until_ready(self, *, within_s: float, is_alive: Callable[[], bool]) -> None:
        """Return when `/readyz` says yes; raises CentreError when time is up or the centre has ended."""
        deadline, why = time.monotonic() + within_s, "it has ended"
        while time.monotonic() < deadline and is_alive():
            try:
                self.get("/readyz")
            except CentreError as error:
                why = str(error)
                time.sleep(0.1)
            else:
                return
        raise CentreError(f"the centre at {self.url} is not ready: {why}")

    def sign_in(self, login: str, password: str) -> None:
        """Sign in as a person does, by the form; raises CentreError."""
        form = urlencode({"login": login, "password": password}).encode()
        found = _CSRF.search(self._ask("POST", "/login", data=form, headers=FORM).decode())
        if found is None:
            raise CentreError(f"{self.url}/login: signed in, but the page names no session")
        self._csrf = found[1]

    def get(self, path: str, **query: str | int) -> Any:
        """Return what is at a path."""
        return _decoded(self._ask("GET", f"{path}?{urlencode(query)}" if query else path, headers=JSON))

    def get_all(self, path: str) -> list[Any]:
        """Return all pages of a list."""
        page = self.get(path)
        items: list[Any] = page["items"]
        while page["after"] is not None:
            page = self.get(path, after=page["after"])
            items += page["items"]
        return items

    def post(self, path: str, body: object) -> Any:
        """Make something."""
        return self._send("POST", path, body)

    def edit_layer(self, layer: str, *, patch: Mapping[str, Any], reason: str) -> Any:
        """Put a merge patch on a layer of the configuration (`fleet`, `seat/071100-1`) as it stands now."""
        path = f"/api/v1/layers/{layer}"
        seen = f'"{self.get(path)["revision"]}"'
        return self._send("PATCH", path, {"patch": patch, "reason": reason}, {"If-Match": seen})

    def _send(self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None) -> Any:
        named = {**JSON, "X-CSRF-Token": self._csrf, **(headers or {})}
        return _decoded(self._ask(method, path, data=msgspec.json.encode(body), headers=named))

    def _ask(self, method: str, path: str, *, headers: Mapping[str, str], data: bytes | None = None) -> bytes:
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=dict(headers))  # noqa: S310 - http, ours
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                content: bytes = response.read()
        except urllib.error.HTTPError as error:
            raise _refused(error, f"{method} {path}") from error
        except OSError as error:
            raise CentreError(f"{method} {self.url}{path}: {error}") from error
        return content


def _decoded(content: bytes) -> Any:
    return msgspec.json.decode(content) if content else None


def _refused(error: urllib.error.HTTPError, asked: str) -> CentreError:
    with error:
        content = error.read()
    try:
        problem = msgspec.json.decode(content, type=dict[str, Any])
    except msgspec.DecodeError:
        problem = {}
    detail = problem.get("detail") or problem.get("title") or error.reason
    return CentreError(f"{asked}: {error.code} {detail}", status=error.code, problem=problem)
