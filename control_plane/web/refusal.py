"""The context of the page that says why not."""

from msgspec import Struct


class Refusal(Struct, frozen=True, kw_only=True):
    """A heading and a sentence."""

    title: str
    text: str
