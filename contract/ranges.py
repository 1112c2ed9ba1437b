"""A set of whole numbers as closed ranges: which of a run's messages are there, and which are not."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Ranges:
    """Numbers from 1 on, kept as sorted, disjoint, non-touching closed ranges."""

    spans: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> "Ranges":
        """Return the union of the given ranges, in whatever order they come."""
        ranges = cls()
        for first, last in spans:
            ranges.add(first, last)
        return ranges

    def add(self, first: int, last: int | None = None) -> None:
        """Put in a number, or all from `first` to `last`; raises ValueError on a reversed range."""
        last = first if last is None else last
        if first < 1 or last < first:
            message = f"not a range of numbers from 1 on: {first} to {last}"
            raise ValueError(message)
        if self.spans and first > self.spans[-1][1] + 1:
            self.spans.append((first, last))
            return
        kept: list[tuple[int, int]] = []
        for low, high in self.spans:
            if high + 1 < first or last + 1 < low:
                kept.append((low, high))
            else:
                first, last = min(first, low), max(last, high)
        kept.append((first, last))
        self.spans = sorted(kept)

    def __contains__(self, number: int) -> bool:
        return any(low <= number <= high for low, high in self.spans)

    def __len__(self) -> int:
        return sum(high - low + 1 for low, high in self.spans)

    @property
    def upto(self) -> int:
        """The highest number up to which none is missing; 0 if number 1 is."""
        return self.spans[0][1] if self.spans and self.spans[0][0] == 1 else 0

    def beyond(self) -> list[tuple[int, int]]:
        """Return the ranges that lie after the first hole."""
        return [span for span in self.spans if span[0] > self.upto + 1]

    def missing(self) -> list[tuple[int, int]]:
        """Return the holes below the highest number."""
        holes: list[tuple[int, int]] = []
        expected = 1
        for low, high in self.spans:
            if low > expected:
                holes.append((expected, low - 1))
            expected = high + 1
        return holes
