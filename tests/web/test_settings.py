"""The form of the settings: every key of the schema, there and back."""

import pytest

from contract.configuration.schema import Configuration
from contract.configuration.validation import validate
from control_plane.errors import InvalidError
from control_plane.web.settings.fields import field_at, fields, sections
from control_plane.web.settings.form import read_form, read_text, write_field
from control_plane.web.settings.problems import told
from control_plane.web.wording import wording

DOCUMENT = {
    "looks": {"quick_s": 60},
    "camera": {"enabled": False, "covered_edr": 0.5},
    "network": {"services": {"conference": {"host": "meet.example.kz", "port": 443}}},
    "helpdesk": {"language": "ru", "telephone": "8 800 000 00 00"},
}


def test_what_stands_in_the_form_is_read_back_as_the_same_document() -> None:
    typed = {path: write_field(field, DOCUMENT) for path, field in fields().items()}
    assert read_form(typed) == DOCUMENT


def test_every_key_of_the_schema_has_a_field_with_a_description() -> None:
    assert {section.key for section in sections()} == set(Configuration.__struct_fields__)
    assert all(field.description for field in fields().values())
    found = field_at("network.services.conference.port")
    assert found
    assert found.path == "network.services"


@pytest.mark.parametrize(("text", "value"), [("0,5", 0.5), ("1 000", 1000), ("−26", -26), ("many", "many")])
def test_numbers_are_read_as_people_write_them_and_what_is_none_is_left_for_the_validation(
    text: str, value: object
) -> None:
    assert read_form({"camera.covered_edr": text}) == {"camera": {"covered_edr": value}}


def test_a_problem_is_told_in_the_reader_s_language_with_the_value_and_the_range() -> None:
    problem = validate({"looks": {"quick_s": 0}})[0]
    stored = {"path": problem.path, "code": problem.code.value, "value": problem.value, "allowed": problem.allowed}
    assert told(stored, wording("ru")) == ("0 – вне допустимых пределов; допустимо: целое число от 1 до 3\xa0600 с")


@pytest.mark.parametrize("text", ['{"looks": ', "[1, 2]"])
def test_a_text_that_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_text(text)
    assert refused.value.problems[0]["path"] == "JSON"
