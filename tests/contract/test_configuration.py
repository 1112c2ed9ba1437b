from pathlib import Path

import pytest

from contract.configuration.document import canonical, document_hash, encode_document, flatten, merge_patch
from contract.configuration.json_schema import schemas
from contract.configuration.validation import load, validate, without_unknown_keys
from contract.messages import ProblemCode

FIVE_MISTAKES = {
    "looks": {"quick_s": 0, "sometimes": True},
    "camera": {"covered_edr": "high"},
    "network": {"services": {"conference": {"host": "meet.example", "port": 99999}}},
    "helpdesk": {"language": "de"},
}


def test_all_mistakes_are_named_at_once_with_value_and_range() -> None:
    found = {problem.path: (problem.code, problem.value, problem.allowed) for problem in validate(FIVE_MISTAKES)}
    assert found == {
        "looks.quick_s": (ProblemCode.OUT_OF_RANGE, "0", "whole number, 1 to 3600 s"),
        "looks.sometimes": (ProblemCode.UNKNOWN_KEY, "true", ""),
        "camera.covered_edr": (ProblemCode.BAD_TYPE, '"high"', "0.1 to 1"),
        "network.services.conference.port": (ProblemCode.OUT_OF_RANGE, "99999", "whole number, 1 to 65535"),
        "helpdesk.language": (ProblemCode.NOT_ALLOWED, '"de"', "kk, ru, en"),
    }


@pytest.mark.parametrize("document", [None, [], "text", 5, {"looks": []}, {"network": {"services": {"A B": {}}}}])
def test_what_is_no_configuration_is_refused(document: object) -> None:
    assert validate(document)


def test_a_good_document_has_no_problems() -> None:
    assert validate({"looks": {"quick_s": 60}, "link": {"brokers": [{"host": "10.0.0.1"}]}}) == []


def test_rules_between_keys_are_checked() -> None:
    (problem,) = validate({"looks": {"bad_of": 5, "window": 4}})
    assert (problem.path, problem.allowed) == ("looks.bad_of", "at most looks.window, 4")


def test_a_terminal_leaves_out_what_it_does_not_know() -> None:
    document, unknown = without_unknown_keys({"looks": {"quick_s": 60, "moon": 1}, "tides": {"high": 2}})
    assert (document, unknown) == ({"looks": {"quick_s": 60}}, ["looks.moon", "tides"])


def test_what_a_terminal_does_not_know_is_left_out_of_lists_too() -> None:
    document, unknown = without_unknown_keys({"link": {"brokers": [{"host": "a.example", "websocket": True}]}})
    assert (document, unknown) == ({"link": {"brokers": [{"host": "a.example"}]}}, ["link.brokers[0].websocket"])


def test_keys_at_their_default_are_left_out() -> None:
    assert canonical({"looks": {"quick_s": 300, "full_s": 60}, "privacy": {"snapshots": False}}) == {
        "looks": {"full_s": 60}
    }


def test_what_was_left_out_comes_back_as_it_was() -> None:
    document = {"network": {"services": {"appeals": {"host": "a.example", "port": 443}}}, "looks": {"bad_of": 2}}
    assert load(canonical(document)) == load(document)


def test_null_removes_a_key_and_sections_merge() -> None:
    merged = merge_patch({"looks": {"quick_s": 60, "full_s": 900}}, {"looks": {"quick_s": None, "confirm_s": 10}})
    assert merged == {"looks": {"full_s": 900, "confirm_s": 10}}


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    one = encode_document({"looks": {"quick_s": 1, "full_s": 9}, "camera": {}})
    other = encode_document({"camera": {}, "looks": {"full_s": 9, "quick_s": 1}})
    assert document_hash(one) == document_hash(other)


def test_a_document_can_be_read_key_by_key() -> None:
    assert flatten({"looks": {"quick_s": 1}, "network": {"services": {}}}) == {
        "looks.quick_s": 1,
        "network.services": {},
    }


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_generated_schemas_are_fresh(name: str) -> None:
    committed = Path(__file__).parents[2] / "docs" / name
    assert committed.read_bytes() == schemas()[name], "run: python -m contract.configuration.json_schema docs"
