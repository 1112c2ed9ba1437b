"""A stand-in for the conference application: it opens the camera's node as soon as nobody else has it open.

Started as a programme of its own with the standard library alone, so that it is as quick as a real one. It says on
standard output how long its open took, holds the node, and ends with its standard input.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

NAME = "videocall"


def start(node: Path) -> subprocess.Popen[str]:
    """Run it under a name of its own, as the configuration names it."""
    return subprocess.Popen(
        [NAME, "-ISB", __file__, str(node)],
        executable=os.path.realpath(sys.executable),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def is_held(node: str) -> bool:
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            try:
                if any(str(link.readlink()) == node for link in (process / "fd").iterdir()):
                    return True
            except OSError:
                continue
    return False


def main() -> None:
    node = os.path.realpath(sys.argv[1])
    began = time.monotonic()
    while is_held(node):
        time.sleep(0.01)
    with open(node, "rb"):  # noqa: PTH123 - as little as it can be
        sys.stdout.write(f"{time.monotonic() - began}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
