"""A picture of the camera for the helpdesk, as coarse as its question allows: seen by the probe, put, and forgotten.

The employee has agreed by now. The picture is in no file here; that it left is in the ledger that she can read.
"""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from agent.calls import hands_off_here
from agent.checks.child import ProbeError, ProbeGaveWayError, Prober
from agent.checks.descriptor import Request
from agent.checks.giving_way import giving_way
from agent.checks.reading.camera_snapshot import Snapshot
from agent.commands.deeds.upload import UploadError, put
from agent.commands.errand import Errand, Word
from agent.folder import StateFolder
from agent.ledger import Use, Why, note
from contract.messages import CommandState, CommandStep, CommandWhy
from contract.orders import UPLOAD
from contract.verdicts import Component

_READING = "camera_snapshot"
_DEADLINE_S = 40.0
"""A look of our own may have the camera for half of it."""
_IN_CALL = Word(state=CommandState.REFUSED, why=CommandWhy.IN_CALL)


def send_picture(errand: Errand, tell: Callable[[Word], None]) -> Word:
    """Take it and put it; a call that begins meanwhile ends it."""
    folder, began_s = StateFolder(Path(errand.terminal.state)), time.monotonic()
    hands_off = hands_off_here(folder, errand.given.configuration, centre_ms=errand.given.centre_ms)
    if hands_off():
        return _IN_CALL
    tell(Word(step=CommandStep.TAKING))
    prober = Prober()
    try:
        with giving_way(prober, [_READING], hands_off):
            taken = msgspec.json.decode(prober.ask(_request(errand)), type=Snapshot)
    except ProbeGaveWayError:
        return _IN_CALL
    except ProbeError as error:
        return Word(state=CommandState.FAILED, why=CommandWhy.BROKEN, detail=str(error))
    if taken.problem:
        return Word(state=CommandState.FAILED, why=CommandWhy.MISSING, detail=taken.problem)
    tell(Word(step=CommandStep.SENDING, detail=taken.told))
    try:
        put(errand.args[UPLOAD], taken.image, media_type=taken.media_type, folder=folder)
    except UploadError as error:
        _note(errand, folder, began_s, left="")
        return Word(state=CommandState.FAILED, why=CommandWhy.NOT_TAKEN, detail=str(error))
    _note(errand, folder, began_s, left=taken.told)
    return Word(state=CommandState.DONE, detail=taken.told)


def _request(errand: Errand) -> Request:
    return Request(
        reading=_READING,
        terminal=errand.terminal,
        given=errand.given,
        argument=errand.args["question"],
        deadline_s=_DEADLINE_S,
        memory_mib=1024,
    )


def _note(errand: Errand, folder: StateFolder, began_s: float, *, left: str) -> None:
    given = errand.given
    use = Use(
        at_ms=given.centre_ms or time.time_ns() // 1_000_000,
        certain=given.centre_ms is not None,
        device=Component.CAMERA,
        seconds=round(time.monotonic() - began_s, 1),
        why=Why.SNAPSHOT,
        look="snapshot",
        left=left,
    )
    note(folder.path, use)
