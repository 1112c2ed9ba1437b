"""One call of a verb: where things are on this terminal, about what, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.identity import load_identity
from hardware.profile import Profile, load_profile

STATE = Path("/var/lib/beket")
MEMORY = Path("/var/lib/beket-helper")
HOOKS = Path("/etc/beket/hooks.d")


class RefusedError(Exception):
    """The verb is not done, or cannot be; the message says why in a sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where the helper finds things; nothing of it comes from who asks."""

    state: Path = STATE
    hooks: Path = HOOKS
    memory: Path = MEMORY
    root: Path = Path("/")
    devices: Path | None = None
    """The folder of virtual devices, where there is one."""

    @property
    def sys(self) -> Path:
        """The kernel's tree of devices."""
        return self.root / "sys"

    def profile(self, model: str | None = None) -> Profile:
        """Return the profile of the enrolled model, or of this one; raises `IdentityError` or `ProfileError`."""
        return load_profile(model or self.model())

    def model(self) -> str:
        """Return the enrolled model; raises `IdentityError`."""
        return load_identity(self.state / "identity").model


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """What was asked."""

    place: Place
    subject: str
    deadline_s: float
    is_over: Callable[[], bool] = lambda: False
    """Has who asked gone away? Then nobody wants the answer, and a probe gives its device back."""

    def refuse_subject(self) -> None:
        """Refuse a subject where the verb has none: what it is about is fixed."""
        if self.subject:
            raise RefusedError("it takes no subject")
