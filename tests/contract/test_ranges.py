import random

import pytest

from contract.ranges import Ranges


def test_touching_ranges_become_one() -> None:
    assert Ranges.of([(4, 6), (1, 3)]).spans == [(1, 6)]


def test_upto_stops_at_the_first_hole() -> None:
    ranges = Ranges.of([(1, 4), (6, 7), (9, 9)])
    assert (ranges.upto, ranges.beyond(), ranges.missing()) == (4, [(6, 7), (9, 9)], [(5, 5), (8, 8)])


def test_without_number_one_nothing_is_complete() -> None:
    assert Ranges.of([(2, 9)]).upto == 0


@pytest.mark.parametrize(("first", "last"), [(0, 1), (5, 4), (-3, -1)])
def test_what_is_no_range_is_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="not a range"):
        Ranges().add(first, last)


def test_ranges_agree_with_a_set_of_numbers() -> None:
    chance = random.Random(3)
    ranges, numbers = Ranges(), set[int]()
    for _ in range(400):
        first = chance.randint(1, 200)
        last = min(200, first + chance.randint(0, 3))
        ranges.add(first, last)
        numbers.update(range(first, last + 1))
        assert len(ranges) == len(numbers)
        assert all((number in ranges) == (number in numbers) for number in range(1, 201, 7))
    assert ranges.spans == sorted(ranges.spans)
