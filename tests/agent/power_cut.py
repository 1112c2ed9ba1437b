"""Runs the configuration's way to disk and pulls the plug at one line of it: started by `test_power_cut`.

At the line that is asked for, the process is killed. `KEPT` then holds what a disk must hold at least: of each file
what was brought to it by fsync, under the names that its folder had when it was brought there.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from agent.configuration.store import Kept, Rejection, Store

FOLDER, KEPT, LINE = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
OURS = ("agent/durable.py", "agent/configuration/store.py")


class Disk:
    """What is certainly on it: contents by inode, and the names that lead to them."""

    def __init__(self) -> None:
        self.contents: dict[int, bytes] = {}
        self.names: dict[str, int] = {}

    def fsync(self, descriptor: int) -> None:
        there = Path(f"/proc/self/fd/{descriptor}").readlink()
        if there.is_dir():
            self.names = {file.name: file.stat().st_ino for file in there.iterdir()}
        else:
            self.contents[os.fstat(descriptor).st_ino] = there.read_bytes()

    def put_down(self) -> None:
        shutil.rmtree(KEPT, ignore_errors=True)
        KEPT.mkdir()
        for name, inode in self.names.items():
            (KEPT / name).write_bytes(self.contents.get(inode, b""))


def main() -> None:
    disk, lines = Disk(), 0
    store = Store(FOLDER)
    store.commit(Kept(generation=2, hash="two", document={"looks": {"quick_s": 9}}))
    for file in FOLDER.iterdir():
        disk.contents[file.stat().st_ino] = file.read_bytes()
        disk.names[file.name] = file.stat().st_ino
    right = os.fsync

    def fsync(descriptor: int) -> None:
        right(descriptor)
        disk.fsync(descriptor)

    os.fsync = fsync  # type: ignore[assignment] # ours is given descriptors only

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.endswith(OURS):
            return None
        if event == "line":
            lines += 1
            if lines == LINE:
                disk.put_down()
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    kept = Kept(generation=3, hash="three", document={"looks": {"quick_s": 8}})
    store.stage(kept)
    store.commit(kept)
    sys.settrace(None)
    disk.put_down()
    sys.settrace(trace)
    store.reject(Rejection(generation=4, hash="four", agent_version="x"))
    sys.settrace(None)
    disk.put_down()


if __name__ == "__main__":
    main()
