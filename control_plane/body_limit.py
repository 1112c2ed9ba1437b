"""No request may fill the memory: a body is cut off at a limit, whatever its header says."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 256 * 1024


class BodyLimit:
    """A plain ASGI layer under which reading a body fails with 413 as soon as it has grown too large."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY, larger: Mapping[str, int] | None = None) -> None:
        """`larger` has the limits of addresses that begin in another way."""
        self._app = app
        self._largest = largest
        self._larger = dict(larger or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what it brings."""
        received, largest = 0, self._limit(scope)

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                detail = f"a request may bring {largest} bytes at most"
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
            return message

        await self._app(scope, counted if scope["type"] == "http" else receive, send)

    def _limit(self, scope: Scope) -> int:
        path: str = scope.get("path", "")
        return next((most for begins, most in self._larger.items() if path.startswith(begins)), self._largest)
