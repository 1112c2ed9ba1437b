import tomllib
from enum import StrEnum
from importlib import resources

import pytest

from contract.advice.catalogue import advice
from contract.configuration.people import Language
from contract.messages import CommandStep, CommandWhy
from contract.orders import Verb
from contract.verdicts import Component, Readiness, Reason, Verdict
from contract.words.catalogue import Kind, word

LANGUAGES = list(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_has_advice_in_each_language(reason: Reason, language: Language) -> None:
    told = advice(reason, language)
    assert all((told.title, told.cause, told.engineer, *told.steps))


@pytest.mark.parametrize("reason", list(Reason))
def test_step_numbers_mean_the_same_in_each_language(reason: Reason) -> None:
    assert len({len(advice(reason, language).steps) for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (Kind.VERDICT, Verdict),
        (Kind.READINESS, Readiness),
        (Kind.COMPONENT, Component),
        (Kind.VERB, Verb),
        (Kind.STEP, CommandStep),
        (Kind.WHY, CommandWhy),
    ],
)
def test_each_code_has_a_word(kind: Kind, codes: type[StrEnum], language: Language) -> None:
    catalogue = tomllib.loads(resources.files("contract.words").joinpath(f"{language.value}.toml").read_text("utf-8"))
    assert set(catalogue[kind.value]) | {"unknown"} == {code.value for code in codes} - {""} | {"unknown"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_have_the_same_codes(language: Language) -> None:
    def codes(of: Language) -> dict[str, list[str]]:
        text = resources.files("contract.words").joinpath(f"{of.value}.toml").read_text("utf-8")
        return {kind: sorted(words) for kind, words in tomllib.loads(text).items()}

    assert codes(language) == codes(Language.ENGLISH)


def test_a_code_from_the_future_has_a_word_too() -> None:
    assert word(Kind.CHECK, "camera.dreams", Language.ENGLISH) == "other check"


def test_the_name_behind_a_colon_does_not_hide_the_word() -> None:
    assert word(Kind.CHECK, "network.service:appeals", Language.ENGLISH) == "service"
