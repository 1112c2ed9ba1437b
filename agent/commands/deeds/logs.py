"""The terminal's own log for the helpdesk: our lines of the system's journal, or the last of the agent's, packed.

No secret is in it: what reads like one is struck out, and so is every line of the terminal's private key.
"""

import gzip
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from agent.commands.deeds.upload import UploadError, put
from agent.commands.errand import Errand, Word
from agent.folder import StateFolder
from agent.helper.protocol import HelperVerb
from agent.identity import IdentityError, load_identity
from agent.privileged import HelperAway, ask
from contract.messages import CommandState, CommandStep, CommandWhy
from contract.orders import UPLOAD

MOST_BYTES = 1 << 20
"""Of the packed log."""
_HELPER_S = 60.0
_STRUCK = "[struck out]"
_LEAST_KEY_LINE = 16
_SECRETS = (
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
    re.compile(r"(?<=/up/)[A-Za-z0-9_\-]{20,}"),
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),
    re.compile(r"(?i)\b(?:bearer|basic) +[A-Za-z0-9._~+/=\-]{8,}"),
    re.compile(r"\bTerminal [0-9a-z\-]+:[0-9a-f]{64}"),
    re.compile(r"(?i)\b[\w\-]*(?:password|passwd|secret|token|api_?key|psk|pin|puk|csr)\b[\"']?\s*[=:]\s*\S+"),
)


def send_logs(errand: Errand, tell: Callable[[Word], None]) -> Word:
    """Gather, strike out, pack, put."""
    folder = StateFolder(Path(errand.terminal.state))
    tell(Word(step=CommandStep.GATHERING))
    packed = pack(without_secrets(_gather(errand, folder), _lines_of_key(folder)))
    tell(Word(step=CommandStep.SENDING))
    try:
        put(errand.args[UPLOAD], packed, media_type="application/gzip", folder=folder)
    except UploadError as error:
        return Word(state=CommandState.FAILED, why=CommandWhy.NOT_TAKEN, detail=str(error))
    return Word(state=CommandState.DONE, detail=f"{len(packed)} B")


def without_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text with what is secret, or reads like it, struck out."""
    for secret in secrets:
        text = text.replace(secret, _STRUCK)
    for pattern in _SECRETS:
        text = pattern.sub(_STRUCK, text)
    return text


def pack(text: str, *, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the text packed, its newest part where all of it would be too much."""
    packed = gzip.compress(text.encode(errors="replace"), mtime=0)
    while len(packed) > most_bytes:
        # What is left packs about as well as the whole did.
        text = text[-max(1, int(len(text) * 0.9 * most_bytes / len(packed))) :]
        packed = gzip.compress(text.encode(errors="replace"), mtime=0)
    return packed


def _gather(errand: Errand, folder: StateFolder) -> str:
    parts = {"journal": _journal(errand), "status.json": _read(folder.status), "runs.json": _read(folder.runs)}
    # The newest lines of the journal come last: they are what is kept when it is too much.
    return "".join(f"== {name}\n{parts[name]}\n" for name in ("status.json", "runs.json", "journal"))


def _journal(errand: Errand) -> str:
    try:
        answer = ask(HelperVerb.COLLECT_LOGS, deadline_s=_HELPER_S)
    except HelperAway:
        return "\n".join(errand.lines)
    return answer.detail if answer.ok else "\n".join((answer.detail, *errand.lines))


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError as error:
        return str(error)


def _lines_of_key(folder: StateFolder) -> list[str]:
    try:
        lines = load_identity(folder.identity).key.read_text().splitlines()
    except (IdentityError, OSError):
        return []
    return [line for line in lines if len(line) >= _LEAST_KEY_LINE and not line.startswith("-----")]
