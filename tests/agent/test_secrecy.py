"""A reference is an image of a kind: nothing of it is in any report, status, log or answer, in whatever writing."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from agent.checks.baselines.reference import read_reference
from agent.checks.descriptor import Terminal
from agent.checks.learning import Learnt, learn_reference
from contract.messages import Inventory, Presence, Report
from contract.verdicts import Verdict
from hardware.virtual.folder import VirtualCamera, put_device
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.support.devices import impatient, video

PIECE = 24
AGENT = [sys.executable, "-m", "agent.cli"]


def pieces(reference: bytes) -> Iterator[bytes]:
    """Yield stretches of the reference that nothing else would have by chance, plain, in hex and in base64."""
    for start in range(0, len(reference) - PIECE, PIECE):
        piece = reference[start : start + PIECE]
        if len(set(piece)) > PIECE // 3:
            yield from (piece, piece.hex().encode(), base64.b64encode(piece), base64.urlsafe_b64encode(piece))


def test_nothing_of_a_reference_is_sent_shown_or_logged(
    terminal: AgentProcess, centre: FakeCentre, tmp_path: Path
) -> None:
    devices = tmp_path / "devices"
    devices.mkdir()
    put_device(devices, VirtualCamera(video=video()))
    statement = terminal.folder / "identity/identity.json"
    statement.write_text(json.dumps(json.loads(statement.read_text()) | {"model": "demo"}))
    place = Terminal(state=str(terminal.folder), profile="demo", devices=str(devices))
    assert learn_reference(place, impatient()) is Learnt.KEPT

    folders = ["--state", str(terminal.folder), "--devices", str(devices)]
    with (terminal.folder / "agent.log").open("ab") as log:
        terminal.process = subprocess.Popen([*AGENT, "run", *folders, "--log-level", "debug"], stderr=log)
    centre.wait_for_check(lambda state: state.check == "camera.view" and state.verdict is Verdict.OK, within_s=60)
    shown = subprocess.run([*AGENT, "status", *folders[:2], "--json"], capture_output=True, check=False).stdout
    told = [msgspec.json.encode(message) for kind in (Report, Inventory, Presence) for message in centre.all(kind)]
    open_files = [file for file in terminal.folder.rglob("*") if file.is_file()]
    everything = b"\n".join([shown, *told, *(file.read_bytes() for file in open_files)])

    reference = read_reference(terminal.folder)
    assert reference is not None
    assert len(told) > 2
    secret = list(pieces(reference))
    assert len(secret) > 100
    assert not [piece for piece in secret if piece in everything]
