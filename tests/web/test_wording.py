"""Dates, numbers and durations as each language writes them."""

import pytest

from control_plane.web.wording import OWN_NAMES, preferred, wording
from tests.web.invented import HOUR, MINUTE, NOW

DURATIONS = {
    12_000: {"kk": "12 с", "ru": "12 с", "en": "12 sec"},
    47 * MINUTE + 37_000: {"kk": "47 мин", "ru": "47 мин", "en": "47 min"},
    134 * MINUTE: {"kk": "2 сағ 14 мин", "ru": "2 ч 14 мин", "en": "2 hr 14 min"},
    26 * HOUR: {"kk": "1 күн 2 сағ", "ru": "1 дн. 2 ч", "en": "1 day 2 hr"},
    0: {"kk": "0 с", "ru": "0 с", "en": "0 sec"},
}


@pytest.mark.parametrize("language", OWN_NAMES)
@pytest.mark.parametrize("length", DURATIONS)
def test_a_duration_has_its_two_largest_units(length: int, language: str) -> None:
    assert wording(language).duration(length).replace("\xa0", " ") == DURATIONS[length][language]


def test_kazakh_puts_no_suffix_on_a_duration_or_a_time() -> None:
    words = wording("kk")
    assert words.ago(12_000).replace("\xa0", " ") == "12 с бұрын"
    assert words.duration(3 * 24 * HOUR, long=True).replace("\xa0", " ") == "3 күн"
    assert words.moment(NOW) == "22 қараша, 10:56:00"


def test_numbers_have_the_language_s_own_marks_and_a_true_minus() -> None:
    assert wording("ru").number(12345.678) == "12\xa0345,68"
    assert wording("en").number(12345.678) == "12,345.68"
    assert wording("ru").number(-24.2, 1) == "−24,2"
    assert wording("ru").number(-0.004, 1) == "0"
    assert wording("kk").percent(0.834) == "83\u202f%"


def test_time_is_told_at_the_configured_offset_and_not_at_the_machine_s() -> None:
    assert wording("ru", 300).clock(NOW) == "10:56"
    assert wording("ru", 0).clock(NOW) == "05:56"


@pytest.mark.parametrize(
    ("header", "code"), [("kk-KZ,ru;q=0.8", "kk"), ("de, en;q=0.5", "en"), ("fr", "ru"), ("", "ru")]
)
def test_a_stranger_is_spoken_to_in_the_first_of_our_languages_that_the_browser_names(header: str, code: str) -> None:
    assert preferred(header) == code


@pytest.mark.parametrize("value", [1e308, -1e308, float("inf"), float("nan")])
def test_a_number_beyond_all_measure_is_told_in_some_way(value: float) -> None:
    assert wording("ru").number(value)
    assert wording("ru").percent(value).endswith("%")
