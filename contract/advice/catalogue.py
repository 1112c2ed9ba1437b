"""The advice catalogue: for each reason its name, its cause, the employee's steps, the engineer's step."""

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from contract.configuration.people import Language
from contract.verdicts import Reason


class Advice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to say and do about one reason. Step numbers mean the same in every language."""

    title: str
    cause: str
    steps: tuple[str, ...]
    engineer: str


def advice(reason: Reason, language: Language) -> Advice:
    """Return the advice on a reason in a language."""
    return _catalogue(language)[reason.value]


@cache
def _catalogue(language: Language) -> dict[str, Advice]:
    text = resources.files("contract.advice").joinpath(f"{language.value}.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Advice])
