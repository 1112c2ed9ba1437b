"""What terminals put: taken once by its token, bounded, kept for a day in the data folder, then deleted.

Whoever looks at it is in the record of actions. The token is known here only as its hash.
"""

import hashlib
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from contract.orders import Verb
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.errors import InvalidError, NotFoundError
from control_plane.fleet import scope
from control_plane.orders import repository
from control_plane.orders.models import Order, Upload
from control_plane.orders.service import visible
from control_plane.orders.states import UPLOAD_ALLOWED, UploadState
from control_plane.people import audit
from control_plane.people.actor import Actor, Permission
from control_plane.timekeeping import DAY_MS

PREFIX = "/up"
KEPT_MS = DAY_MS
LARGEST = {Verb.SNAPSHOT.value: 512 << 10, Verb.COLLECT_LOGS.value: (1 << 20) + 1024}
LARGEST_OF_ALL = max(LARGEST.values())
NOT_AWAITED = "nothing is awaited under this address"
_TOKEN_BYTES = 32
_KINDS = {
    Verb.SNAPSHOT.value: {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"},
    Verb.COLLECT_LOGS.value: {b"\x1f\x8b": "application/gzip"},
}
"""What each verb's upload begins with."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The one turn of a token: for which order, and how much it may bring."""

    order_id: str
    terminal: str
    verb: str

    @property
    def largest(self) -> int:
        """Bytes at most."""
        return LARGEST[self.verb]


def expect(session: Session, order_id: str, *, good_for_ms: int, now: int) -> str:
    """Return a fresh token for the upload of an order; an earlier one that was not used is worth nothing now."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    upload = session.get(Upload, order_id, with_for_update=True) or Upload(order_id=order_id, state=UploadState.AWAITED)
    if upload.state is UploadState.KEPT:  # its terminal was told again, and has done it: what it put keeps its day
        return token
    if upload.state is UploadState.GONE:
        _move(upload, UploadState.AWAITED)
    upload.token_hash, upload.until_ms = _hash(token), now + good_for_ms
    session.add(upload)
    session.flush()
    return token


def require_awaited(session: Session, token: str, *, now: int) -> None:
    """Raise NotFoundError for a token that has no turn."""
    if not repository.is_awaited(session, _hash(token), now=now):
        raise NotFoundError(NOT_AWAITED)


def begin(session: Session, token: str, *, now: int) -> Turn:
    """Take the token's turn; raises NotFoundError, whatever is wrong with it."""
    upload = repository.claim_upload(session, _hash(token), now=now)
    order = session.get(Order, upload.order_id) if upload else None
    if order is None:
        raise NotFoundError(NOT_AWAITED)
    return Turn(order_id=order.id, terminal=order.terminal, verb=order.verb)


def finish(session: Session, turn: Turn, beginning: bytes, *, size: int, now: int) -> None:
    """Keep what came; raises InvalidError when it is not what was asked for."""
    kinds = _KINDS[turn.verb]
    media_type = next((kind for magic, kind in kinds.items() if beginning.startswith(magic)), "")
    if not media_type:
        raise InvalidError(f"this is none of {', '.join(kinds.values())}")
    upload = _locked(session, turn.order_id)
    _move(upload, UploadState.KEPT)
    upload.media_type, upload.size, upload.until_ms = media_type, size, now + KEPT_MS
    changes.note(session, ChangeKind.ORDER, turn.terminal)


def give_up(session: Session, turn: Turn, *, is_final: bool) -> None:
    """The turn brought nothing: another may follow, unless what came was wrong in itself."""
    _move(_locked(session, turn.order_id), UploadState.GONE if is_final else UploadState.AWAITED)


def show(session: Session, actor: Actor, *, order_id: str) -> Upload:
    """What was put, for somebody to look at; that they did is recorded. Raises NotFoundError when it is gone."""
    order = visible(session, actor, order_id)
    scope.require_terminal(session, actor, terminal_id=order.terminal, permission=Permission.WORK)
    upload = session.get(Upload, order_id)
    if upload is None or upload.state is not UploadState.KEPT:
        raise NotFoundError(f"nothing is kept of order '{order_id}'")
    detail = {"terminal": order.terminal, "verb": order.verb, "ordered_by": order.author, "reason": order.reason}
    audit.record(session, actor, action="upload.show", thing=f"order:{order_id}", detail=detail)
    return upload


def forget(session: Session, folder: Path, *, now: int) -> int:
    """Delete what was kept long enough, and tokens that nobody used; return how many.

    What the disk does not let go is tried again the next time, and stops nothing else.
    """
    forgotten = 0
    for upload in repository.outlived_uploads(session, now=now):
        if _delete(file_of(folder, upload.order_id)):
            _move(upload, UploadState.GONE)
            forgotten += 1
            _LOG.info("upload forgotten", extra={"order": upload.order_id})
    session.flush()
    _sweep(folder, now=now)
    return forgotten


def file_of(folder: Path, order_id: str) -> Path:
    """Where it is kept."""
    return folder / order_id


def _sweep(folder: Path, *, now: int) -> None:
    """What a process that was killed left half received."""
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):  # a receiver was faster
            if path.is_file() and path.stat().st_mtime_ns // 1_000_000 < now - 2 * KEPT_MS:
                _delete(path)


def _delete(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _LOG.warning("upload not deleted", extra={"order": path.name, "why": str(error.strerror)})
        return False
    return True


def _locked(session: Session, order_id: str) -> Upload:
    return session.get_one(Upload, order_id, with_for_update=True, populate_existing=True)


def _move(upload: Upload, target: UploadState) -> None:
    """The only place where an upload's state changes (the claim of its turn apart)."""
    if target not in UPLOAD_ALLOWED[upload.state]:
        raise NotFoundError(f"an upload that is {upload.state} cannot become {target}")
    upload.state = target


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
