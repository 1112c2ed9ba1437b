"""The helper's socket: who asks is checked, one line is read, one verb is done, one line goes back.

Only the agent's user and root are answered, by the kernel's own word of the peer (SO_PEERCRED). Every call leaves one
line in the journal. Nothing that is said on the socket ends the helper.
"""

import contextlib
import select
import socket
import struct
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec

from agent import log
from agent.helper.call import Call, Place, RefusedError
from agent.helper.protocol import MOST_ANSWERED, MOST_ASKED, HelperAnswer, HelperRequest, HelperVerb
from agent.helper.verbs import Deed

_CREDENTIALS = struct.Struct("3i")
_ASKING_S = 2.0
_MOST_AT_ONCE = 8
_LONGEST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end, as the kernel says."""

    pid: int
    uid: int


class Server:
    """Answers until nobody asked for `idle_s`, or until it is stopped."""

    def __init__(
        self,
        listener: socket.socket,
        deeds: Mapping[HelperVerb, Deed],
        *,
        place: Place,
        callers: Collection[int],
        idle_s: float | None = None,
    ) -> None:
        """Take a socket that listens, and the users who may ask."""
        self._listener = listener
        self._deeds = deeds
        self._place = place
        self._callers = frozenset(callers)
        self._idle_s = idle_s
        self._room = threading.BoundedSemaphore(_MOST_AT_ONCE)
        self._acting = threading.Lock()

    def serve(self) -> None:
        """Answer each who asks; return when it was quiet for long, or when the socket was shut down."""
        self._listener.settimeout(self._idle_s)
        while True:
            try:
                line, _ = self._listener.accept()
            except TimeoutError:
                if not self._acting.locked():
                    return
            except OSError:
                return
            else:
                threading.Thread(target=self._serve_one, args=(line,), daemon=True).start()

    def _serve_one(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            peer = _peer_of(line)
            if peer.uid not in self._callers:
                log.warning("helper.stranger", uid=peer.uid, pid=peer.pid)
            elif self._room.acquire(blocking=False):
                try:
                    line.sendall(_encoded(self._answer(line, peer)))
                finally:
                    self._room.release()

    def _answer(self, line: socket.socket, peer: Peer) -> HelperAnswer:
        try:
            request = msgspec.json.decode(_read_line(line), type=HelperRequest)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
            log.warning("helper.unreadable", uid=peer.uid, pid=peer.pid)
            return HelperAnswer(ok=False, detail=f"not understood: {error}")
        began = time.monotonic()
        deed = self._deeds.get(request.verb)
        answer = self._do(deed, request, line) if deed else HelperAnswer(ok=False, detail="not known here")
        log.info(
            "helper.called",
            verb=request.verb,
            subject=request.subject,
            uid=peer.uid,
            pid=peer.pid,
            ok=answer.ok,
            took_ms=round(1000 * (time.monotonic() - began)),
            detail=answer.detail[:_LONGEST_TOLD] if deed and deed.is_told else "",
        )
        return answer

    def _do(self, deed: Deed, request: HelperRequest, line: socket.socket) -> HelperAnswer:
        call = Call(
            place=self._place, subject=request.subject, deadline_s=deed.deadline_s, is_over=lambda: _has_gone(line)
        )
        if deed.acts and not self._acting.acquire(timeout=deed.deadline_s):
            return HelperAnswer(ok=False, detail="busy with another request")
        try:
            if call.is_over():
                return HelperAnswer(ok=False, detail="who asked has gone")
            return deed.do(call)
        except RefusedError as refusal:
            return HelperAnswer(ok=False, detail=str(refusal))
        except Exception as error:  # noqa: BLE001 - the one place: whatever broke, the helper goes on
            return HelperAnswer(ok=False, detail=f"{type(error).__name__}: {error}")
        finally:
            if deed.acts:
                self._acting.release()


def _peer_of(line: socket.socket) -> Peer:
    pid, uid, _ = _CREDENTIALS.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
    return Peer(pid=pid, uid=uid)


def _read_line(line: socket.socket) -> bytes:
    said, until = bytearray(), time.monotonic() + _ASKING_S
    while not said.endswith(b"\n"):
        line.settimeout(max(0.001, until - time.monotonic()))
        chunk = line.recv(MOST_ASKED)
        said += chunk
        if not chunk or len(said) > MOST_ASKED:
            break
    line.settimeout(_ASKING_S)
    if not said.endswith(b"\n") or len(said) > MOST_ASKED:
        raise msgspec.DecodeError("a request is one line of JSON")
    return bytes(said)


def _has_gone(line: socket.socket) -> bool:
    poll = select.poll()
    poll.register(line, 0)  # a hang-up is told unasked
    return bool(poll.poll(0))


def _encoded(answer: HelperAnswer) -> bytes:
    text = msgspec.json.encode(answer) + b"\n"
    if len(text) <= MOST_ANSWERED:
        return text
    return msgspec.json.encode(HelperAnswer(ok=False, detail="the answer is too long")) + b"\n"
