"""A reading that does, by its argument, what a driver or a library might do to the process that touches it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from msgspec import Struct

from agent.checks.descriptor import Request


class Nothing(Struct):
    pass


def read(request: Request) -> Struct:
    globals()[request.argument]()
    return Nothing()


def hangs() -> None:
    time.sleep(1000)


def hangs_and_ignores_its_alarm() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    time.sleep(1000)


def sleeps_uninterruptibly() -> None:
    # Whoever vforks sleeps in state D until its child has executed something; this child opens a pipe for ever first.
    pipe = Path(tempfile.mkdtemp()) / "pipe"
    os.mkfifo(pipe)
    os.posix_spawn("/bin/true", ["true"], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 9, str(pipe), os.O_RDONLY, 0)])


def crashes() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def raises() -> None:
    raise RuntimeError("the driver said nonsense")


def ends_without_a_word() -> None:
    os._exit(0)


def eats_memory() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(16 << 20))


def burns_the_processor() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while True:
        pass


def floods_what_it_says() -> None:
    while True:
        sys.stderr.write("x" * 65536)


def leaves_a_child_behind() -> None:
    subprocess.Popen(["sleep", "1000"], stdin=subprocess.DEVNULL)
    raise RuntimeError("left a child")
