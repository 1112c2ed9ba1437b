"""The agent's state folder: where everything is that outlives the process."""

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
    def status(self) -> Path:
        """What `beket-agent status` and the employee's page read."""
        return self.path / "status.json"

    def prepare(self) -> None:
        """Make the folders that the agent writes to; raises OSError."""
        self.path.mkdir(mode=0o750, parents=True, exist_ok=True)
        self.configuration.mkdir(mode=0o700, exist_ok=True)
