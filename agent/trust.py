"""What the terminal believes: documents that the pinned root vouches for, under no older key than before."""

from pathlib import Path

import msgspec
from msgspec import Struct

from agent import log
from agent.durable import write_durably
from agent.verification import verify
from contract.signatures import Opened, SignatureError, open_document


class _Floor(Struct, frozen=True):
    key_serial: int = 0


class Trust:
    """The root's key and the highest serial of a signing key that was ever seen."""

    def __init__(self, path: Path, *, terminal: str, root: bytes) -> None:
        """Read the floor of key serials; a missing or broken file begins anew."""
        self._path = path
        self._terminal = terminal
        self._root = root
        self._floor = _read(path)

    def open(self, payload: bytes, *, kind: str) -> Opened:
        """Return the document in an envelope made for this terminal; raises `SignatureError`."""
        opened = open_document(payload, kind=kind, terminal=self._terminal, root=self._root, verify=verify)
        if opened.key_serial < self._floor:
            raise SignatureError(f"refused: signed by key {opened.key_serial}, already replaced by {self._floor}")
        if opened.key_serial > self._floor:
            self._floor = opened.key_serial
            self._keep_floor()
        return opened

    def _keep_floor(self) -> None:
        try:
            write_durably(self._path, msgspec.json.encode(_Floor(self._floor)))
        except OSError as error:
            log.warning("trust.floor_not_kept", why=error)


def _read(path: Path) -> int:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Floor).key_serial
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return 0
