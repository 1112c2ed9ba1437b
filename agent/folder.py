"""The agent's state folder: where everything is that outlives the process."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The paths below one folder."""

    path: Path

    @property
    def identity(self) -> Path:
        """What enrolment wrote: key, certificates, terminal id."""
        return self.path / "identity"

    @property
    def journal(self) -> Path:
        """The database of what is still to be told."""
        return self.path / "spool.sqlite"

    @property
    def configuration(self) -> Path:
        """The committed and the staged configuration, and what was rejected."""
        return self.path / "configuration"

    @property
    def schedule(self) -> Path:
        """The last good schedule."""
        return self.path / "schedule.json"

    @property
    def runs(self) -> Path:
        """How the agent's processes began and ended."""
        return self.path / "runs.json"

    @property
    def agenda(self) -> Path:
        """Which occasion for thorough looks was taken last."""
        return self.path / "agenda.json"

    @property
    def hooks(self) -> Path:
        """Which configuration was given to the hooks last."""
        return self.path / "hooks-given"

    @property
    def repairs(self) -> Path:
        """What the terminal tried to mend by itself in the last day."""
        return self.path / "repairs.json"

    @property
    def budget(self) -> Path:
        """What the connection to the centre has cost today."""
        return self.path / "data-budget.json"

    @property
    def status(self) -> Path:
        """What `beket-agent status` and the employee's page read."""
        return self.path / "status.json"

    def prepare(self) -> None:
        """Make the folders that the agent writes to; raises OSError."""
        self.path.mkdir(mode=0o750, parents=True, exist_ok=True)
        self.configuration.mkdir(mode=0o700, exist_ok=True)
        if runtime := os.environ.get("RUNTIME_DIRECTORY"):  # systemd.exec(5); the first of them
            self._keep_off_disk(Path(runtime.partition(":")[0]) / self.status.name)

    def _keep_off_disk(self, status: Path) -> None:
        """Let the status, which is written many times an hour, be a link to a file that no disk has to hold."""
        with contextlib.suppress(OSError):  # a disk that takes no link: then the file stays where it is
            if not self.status.is_symlink() or self.status.readlink() != status:
                self.status.unlink(missing_ok=True)
                self.status.symlink_to(status)
