"""The child that does one errand: the question on stdin, a line for each step on stdout, and it is gone.

Libraries' chatter on stdout goes to stderr. A secret of the errand, the address of an upload, is in no word of it.
"""

import ctypes
import os
import signal
import sys

import msgspec
from msgspec.structs import replace

from agent.commands.deeds.table import DEEDS
from agent.commands.errand import BROKEN, Errand, Word
from contract.orders import HIDDEN

_PR_SET_PDEATHSIG = 1
_LONGEST = 1000


def main() -> None:
    """Do it; whatever goes wrong becomes the last word."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    answers = os.dup(1)
    os.dup2(2, 1)
    errand = msgspec.json.decode(sys.stdin.buffer.read(), type=Errand)

    def tell(word: Word) -> None:
        os.write(answers, msgspec.json.encode(replace(word, detail=_open(word.detail, errand))) + b"\n")

    try:
        last = DEEDS[errand.verb](errand, tell)
    except Exception as error:  # noqa: BLE001 - the one place: what broke is told, not lost
        last = replace(BROKEN, detail=f"{type(error).__name__}: {error}")
    if last is not None:
        tell(last)
    # A sound or video library that hangs while it shuts down must not hold up the end.
    os._exit(0)


def _open(text: str, errand: Errand) -> str:
    """Return the text without what nobody may repeat."""
    for name in HIDDEN & errand.args.keys():
        text = text.replace(errand.args[name], "…").replace(errand.args[name].rpartition("/")[2], "…")
    return text[:_LONGEST]


if __name__ == "__main__":
    main()
