"""What concerns people: privacy, languages, the helpdesk."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Privacy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may leave the branch, and what is good manners there."""

    snapshots: Annotated[bool, Meta(description="may the helpdesk ask for a picture")] = False
    whole_pictures: Annotated[bool, Meta(description="may that picture be sharp enough to tell faces")] = False
    rest_allowed: Annotated[
        bool, Meta(description="may camera and microphone be closed outside receptions without a fault")
    ] = True


class Language(StrEnum):
    """A language of the pages."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"


class Helpdesk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the employee reads on the terminal."""

    telephone: Annotated[str, Meta(max_length=40, description="telephone of the helpdesk")] = ""
    language: Annotated[Language, Meta(description="first language of the terminal's page")] = Language.KAZAKH
