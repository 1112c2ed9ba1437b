"""Words for the codes on the wire: verdicts, readiness, checks, figures, units, states."""

from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec

from contract.configuration.people import Language

SHARES = frozenset(
    {"edges_gone", "edges_left", "activity", "volume", "sharpness_share", "signal_quality"}
    | {"loss", "loss_up", "loss_down", "loss_unplaced", "late_up", "late_down", "reordered", "per_day"}
    | {"bright_share", "dark_share", "found_again", "moved_by", "edges_in_place", "starved", "clipped", "lost_share"}
    | {"texture_kept", "detail", "burnt_anew", "brightness_kept", "edges_new"}
)
"""Figures that are a share of 1 where they have no unit, and read better in per cent."""

SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤"}
"""How the operator of a figure's rule is written for people."""


TOLD_FACTS = (
    "device",
    "holder",
    "interface",
    "address",
    "gateway",
    "portal",
    "operator",
    "date",
    "path",
    "connector",
    "process",
    "error",
)
"""Facts that mean something to a reader as they stand; the rest serves programs."""


class Kind(StrEnum):
    """What kind of code a word stands for."""

    VERDICT = "verdict"
    READINESS = "readiness"
    COMPONENT = "component"
    CHECK = "check"
    FIGURE = "figure"
    UNIT = "unit"
    PLACE = "place"
    LINK = "link"
    PRESENCE = "presence"
    LIFE_CYCLE = "life_cycle"
    CONFIGURATION = "configuration"
    PROBLEM = "problem"
    LANGUAGE = "language"
    CAUSE = "cause"
    VERB = "verb"
    ORDER = "order"
    STEP = "step"
    WHY = "why"


def word(kind: Kind, code: str, language: Language) -> str:
    """Return the word for a code; a code that this version does not know gets the kind's word for unknown.

    What follows a colon (`network.service:conference`) is a name, not a code, and is left to the caller.
    """
    words = _catalogue(language)[kind]
    return words.get(code.partition(":")[0], words["unknown"])


@cache
def _catalogue(language: Language) -> dict[Kind, dict[str, str]]:
    text = resources.files("contract.words").joinpath(f"{language.value}.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[Kind, dict[str, str]])
