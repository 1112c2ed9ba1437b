"""The bases of what the API takes and gives."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Item = TypeVar("Item")

Id = str


class View(BaseModel):
    """Something that is answered, read off an object's attributes."""

    model_config = ConfigDict(from_attributes=True)


class Asked(BaseModel):
    """Something that is asked; a field that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class PageView(BaseModel, Generic[Item]):
    """A page of a list."""

    items: Sequence[Item]
    after: str | None = Field(description="ask for the next page with it; null on the last")
