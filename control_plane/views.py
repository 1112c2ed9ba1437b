"""The bases of what the API takes and gives."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

LARGEST_NUMBER = 2**53
"""What every database holds, and every program at the other end reads without loss."""

Item = TypeVar("Item")

Id = str
Whole = Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]


class View(BaseModel):
    """Something that is answered, read off an object's attributes."""

    model_config = ConfigDict(from_attributes=True)


class Asked(BaseModel):
    """Something that is asked; a field that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def _is_storable(cls, value: object) -> object:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("holds the character U+0000")
        return value


class PageView(BaseModel, Generic[Item]):
    """A page of a list."""

    items: Sequence[Item]
    after: str | None = Field(description="ask for the next page with it; null on the last")
