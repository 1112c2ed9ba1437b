"""The demo's one folder: everything that it makes is below it."""

import fcntl
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from simulation.refusal import Refusal

MIB = 1024 * 1024
NEEDED_MIB = 200


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The paths below it."""

    path: Path

    @property
    def centre(self) -> Path:
        """The centre's data: database, keys, the broker's store."""
        return self.path / "centre"

    @property
    def agent(self) -> Path:
        """The state of the one real agent."""
        return self.path / "agent"

    @property
    def devices(self) -> Path:
        """The virtual devices and their knobs."""
        return self.path / "devices"

    @property
    def terminals(self) -> Path:
        """The identities of the virtual terminals, one folder a seat."""
        return self.path / "terminals"

    @property
    def logs(self) -> Path:
        """What each process says."""
        return self.path / "logs"

    @property
    def seat(self) -> Path:
        """The file that names the real agent's seat."""
        return self.path / "seat"

    def prepare(self, *, needed_mib: int = NEEDED_MIB) -> IO[bytes]:
        """Make the folders and hold them for this process; returns what holds them. Raises Refusal."""
        _check_space(self.path, needed_mib)
        try:
            for folder in (self.centre, self.agent, self.devices, self.terminals, self.logs):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            holder = (self.path / "lock").open("wb")
        except OSError as error:
            raise Refusal(f"{error.filename} cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder.close()
            why = f"a demo is already running in {self.path}; end it, or say --data with another folder"
            raise Refusal(why) from error
        return holder


def _check_space(path: Path, needed_mib: int) -> None:
    there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
    free_mib = shutil.disk_usage(there).free // MIB
    if free_mib < needed_mib:
        raise Refusal(f"the disk under {path} has {free_mib} MiB left, the demo needs {needed_mib}: make room")
