"""A clip or a recording of somebody's own, in place of a device."""

from enum import StrEnum

from msgspec import Struct

LONGEST_S = 60.0
"""Of a longer one the beginning is judged: memory and time stay bounded."""


class Clip(Struct, frozen=True, kw_only=True):
    """What a reading of files is asked, as the argument of its request; `reference` is a good one, or ""."""

    file: str
    reference: str = ""


class Unreadable(StrEnum):
    """Why a file could not be judged; stands as the error of its numbers."""

    NO_FILE = "no_file"
    NO_VIDEO = "no_video"
    NO_SOUND = "no_sound"
    EMPTY = "empty"
    BARE = "bare"
    """A reference that shows too little to be compared with."""


class ClipError(Exception):
    """The file is no clip that can be read."""

    def __init__(self, why: Unreadable) -> None:
        """Keep why."""
        super().__init__(why)
        self.why = why
