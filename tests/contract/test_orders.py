"""What a verb may be told with: the same table refuses at both ends, by the argument's name and never its secret."""

import pytest

from contract.orders import RULES, UPLOAD, Verb, problems_of

ADDRESS = "https://centre.example:8443/up/" + "A" * 43


def named(verb: Verb, arguments: dict[str, str]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in problems_of(verb, arguments)]


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_rules_and_refuses_what_it_does_not_know(verb: Verb) -> None:
    assert RULES[verb].deadline_s > 0
    assert ("args.sugar", "unknown_key") in named(verb, {"sugar": "two"})


def test_what_is_missing_and_what_does_not_fit_are_named() -> None:
    assert named(Verb.SET_VOLUME, {"percent": "101"}) == [
        ("args.component", "missing"),
        ("args.percent", "not_allowed"),
    ]
    assert named(Verb.SET_VOLUME, {"component": "speaker", "percent": "100"}) == []


@pytest.mark.parametrize(
    "address",
    [ADDRESS + "/..", "file:///up/" + "A" * 43, ADDRESS + "?x=1", "https://user:pass@centre/up/" + "A" * 43, "", "\n"],
)
def test_only_an_address_with_a_token_takes_an_upload_and_it_is_not_repeated(address: str) -> None:
    assert named(Verb.COLLECT_LOGS, {UPLOAD: ADDRESS}) == []
    (problem,) = problems_of(Verb.COLLECT_LOGS, {UPLOAD: address})
    assert (problem.path, problem.value) == ("args.upload", "")
