"""The centre's own sight: while it is blind no terminal's silence means anything, and the page says so."""

from msgspec import Struct

from control_plane.web.wording import Wording


class Blind(Struct, frozen=True, kw_only=True):
    """The banner's two sentences."""

    since: str
    what: str


def blind_banner(since_ms: int | None, now: int, words: Wording) -> Blind | None:
    """The banner, if the centre cannot see terminals."""
    if since_ms is None:
        return None
    lasts = words.duration(now - since_ms)
    return Blind(
        since=words.text(
            "The centre cannot see terminals since %(at)s (%(lasts)s).", at=words.clock(since_ms), lasts=lasts
        ),
        what=words.text("What is shown is from before; no terminal is called silent for it."),
    )
