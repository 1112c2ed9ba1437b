"""Long lists a page at a time, by the last key of the page before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

SMALLEST, LARGEST, USUAL = 1, 500, 100

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    """A page of a list; `after` asks for the next one, None when this is the last."""

    items: Sequence[Item]
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Paging:
    """Which page is asked for."""

    after: str | None = None
    limit: int = USUAL


def page_of(
    session: Session,
    query: Select[Item],
    *,
    key: InstrumentedAttribute[Any],
    paging: Paging,
) -> Page[Item]:
    """One page of a query over whole rows, in the order of a unique key."""
    limit = min(max(paging.limit, SMALLEST), LARGEST)
    if paging.after is not None:
        query = query.where(key > paging.after)
    rows = session.scalars(query.order_by(key).limit(limit + 1)).unique().all()
    items = rows[:limit]
    is_last = len(rows) <= limit
    return Page(items=items, after=None if is_last else str(getattr(items[-1], key.key)))
