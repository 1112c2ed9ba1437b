"""What surrounds every page: who reads it, in which language and colours, where they are."""

from msgspec import Struct


class Chrome(Struct, frozen=True, kw_only=True):
    """The frame's part of a template's context. `live` is the address of the event stream, if the page lives."""

    language: str
    theme: str
    section: str = ""
    person: str = ""
    csrf: str = ""
    faults: str = ""
    may_configure: bool = False
    may_work: bool = False
    here: str = "/queue"
    live: str = ""
