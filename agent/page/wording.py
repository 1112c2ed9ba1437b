"""The page's own words, and how it writes times."""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

import msgspec

from contract.configuration.people import Language


def say(key: str, language: Language, **given: object) -> str:
    """Return a sentence of the page."""
    return words(language)[key].format(**given)


def clock_time(centre_ms: int, utc_offset_min: int) -> str:
    """Return hour and minute of a moment, as the branch's clock shows it."""
    return (datetime.fromtimestamp(centre_ms / 1000, UTC) + timedelta(minutes=utc_offset_min)).strftime("%H:%M")


def day_and_time(centre_ms: int, utc_offset_min: int, *, now_ms: int) -> str:
    """Return the time, with the day in front of it when that is not today."""
    there = datetime.fromtimestamp(centre_ms / 1000, UTC) + timedelta(minutes=utc_offset_min)
    here = datetime.fromtimestamp(now_ms / 1000, UTC) + timedelta(minutes=utc_offset_min)
    return there.strftime("%H:%M" if there.date() == here.date() else "%d.%m %H:%M")


@cache
def words(language: Language) -> dict[str, str]:
    """Return all of them."""
    text = resources.files("agent.page.words").joinpath(f"{language.value}.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, str])
