"""Enrolment: from a connection code to the identity in the agent's state folder."""

import ssl
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from agent.durable import settle_folder, write_durably
from agent.folder import StateFolder
from agent.identity import AUTHORITY, CERTIFICATE, KEY, STATEMENT, Identity, IdentityError, Statement, load_identity
from contract.messages import Device
from provisioning.centre import Answer, EnrolmentError, Question, ask, check_address

PATIENCE_S = 30.0


def enrol(
    centre: str,
    code: str,
    *,
    state: Path,
    model: str,
    inventory: tuple[Device, ...] = (),
    authority: Path | None = None,
) -> Identity:
    """Make this device a terminal; raises `EnrolmentError`, and then the folder is as it was.

    The key never leaves the device. The identity appears whole, by one rename, or not at all.
    """
    check_address(centre)
    if not code.strip():
        raise EnrolmentError("the connection code is empty")
    folder = StateFolder(state)
    if folder.identity.exists():
        raise EnrolmentError(f"{folder.identity} is there: this device is enrolled already")
    if (left := _left_behind(folder)) is not None:
        raise EnrolmentError(f"{left} is left of an earlier terminal: empty {folder.path} first, or say another folder")
    try:
        folder.prepare()
        with tempfile.TemporaryDirectory(prefix=".identity-", dir=folder.path) as beside:
            return _enrol_beside(
                Path(beside),
                folder,
                centre=centre,
                authority=authority,
                question=Question(code=code.strip(), csr_pem="", model=model, inventory=inventory),
            )
    except OSError as error:
        raise EnrolmentError(f"{folder.path}: {error}") from error


def _left_behind(folder: StateFolder) -> Path | None:
    """Return what would be told, or obeyed, in the name of another terminal."""
    kept = (folder.journal, folder.schedule, *sorted(folder.configuration.glob("*.json")))
    return next((path for path in kept if path.exists()), None)


def _enrol_beside(
    beside: Path, folder: StateFolder, *, centre: str, authority: Path | None, question: Question
) -> Identity:
    fresh = beside / "identity"
    fresh.mkdir(mode=0o700)
    request = _make_key(fresh / KEY)
    answer = ask(centre, msgspec.structs.replace(question, csr_pem=request), authority=authority)
    _write(fresh, answer, question.model)
    _prove(fresh, centre)
    settle_folder(fresh)
    fresh.rename(folder.identity)
    settle_folder(folder.path)
    return load_identity(folder.identity)


def _make_key(path: Path) -> str:
    command = [sys.executable, "-m", "provisioning.key_request", str(path)]
    try:
        made = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    except subprocess.TimeoutExpired as error:
        raise EnrolmentError("the key was not made in time") from error
    except subprocess.CalledProcessError as error:
        words = str(error.stderr).strip().splitlines()
        raise EnrolmentError(f"the key was not made: {words[-1] if words else error}") from error
    return made.stdout


def _prove(folder: Path, centre: str) -> None:
    """Refuse, before it is in place, an identity with which the agent could not start."""
    try:
        identity = load_identity(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(identity.authority)
        context.load_cert_chain(identity.certificate, identity.key)
    except (IdentityError, ssl.SSLError) as error:
        raise EnrolmentError(f"{centre} gave an identity that is of no use: {error}") from error


def _write(folder: Path, answer: Answer, model: str) -> None:
    statement = Statement(
        terminal=answer.terminal,
        root_public_key=answer.root_public_key,
        brokers=answer.brokers,
        generation_floor=answer.generation_floor,
        model=model,
    )
    write_durably(folder / CERTIFICATE, answer.certificate_pem.encode(), 0o644)
    write_durably(folder / AUTHORITY, answer.authority_pem.encode(), 0o644)
    write_durably(folder / STATEMENT, msgspec.json.encode(statement), 0o644)
