"""A real helper process on a socket of its own, and askers who are other users. Needs root."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

import msgspec
import pytest

from agent.helper.protocol import HelperAnswer
from tests.support.waiting import until

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="the helper is root's")

_ASK = """
import os, sys, msgspec
from agent.helper.protocol import HelperVerb
from agent.privileged import HelperAway, ask
os.setgroups([]); os.setgid(int(sys.argv[1])); os.setuid(int(sys.argv[1]))
try:
    print(msgspec.json.encode(ask(HelperVerb(sys.argv[2]), subject=sys.argv[3], deadline_s=30)).decode())
except HelperAway as away:
    sys.exit(f"away: {away}")
"""


class Helper:
    """A helper that answers `nobody`."""

    def __init__(self, folder: Path, process: "subprocess.Popen[bytes]") -> None:
        self.socket = folder / "helper.sock"
        self.journal = folder / "helper.log"
        self.process = process

    def ask(self, verb: str, subject: str = "", *, uid: int = NOBODY) -> HelperAnswer:
        done = self.ask_by(uid, verb, subject)
        assert done.returncode == 0, done.stderr
        return msgspec.json.decode(done.stdout, type=HelperAnswer)

    def ask_by(self, uid: int, verb: str, subject: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", _ASK, str(uid), verb, subject],
            env=os.environ | {"BEKET_HELPER": str(self.socket)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def open_the_way(folder: Path) -> None:
    """Let other users reach a test's folder."""
    folder.chmod(0o755)
    for parent in folder.relative_to(gettempdir()).parents:
        if parent.parts:
            (gettempdir() / parent).chmod((gettempdir() / parent).stat().st_mode | 0o011)


@contextmanager
def a_helper(folder: Path, *more: str) -> Iterator[Helper]:
    """Run one on the folder; whoever is in it is the agent's state."""
    open_the_way(folder)
    command = [sys.executable, "-m", "agent.helper.cli", "--listen", str(folder / "helper.sock")]
    with (folder / "helper.log").open("ab") as journal:
        process = subprocess.Popen(
            [*command, "--state", str(folder / "state"), "--user", "nobody", *more], stderr=journal
        )
    helper = Helper(folder, process)
    try:
        until(lambda: helper.socket.exists() and helper.socket.stat().st_mode & 0o777 == 0o660, within_s=60)
        yield helper
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
