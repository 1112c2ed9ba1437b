"""Every text of the pages exists in Kazakh, Russian and English, and keeps to the glossary's words."""

import csv
import re
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from control_plane.fleet.registry import REGIONS
from control_plane.web.entry.routes import REFUSALS
from control_plane.web.queue.card import REPORTED_STEPS, SILENT_STEPS
from control_plane.web.settings.fields import sections
from control_plane.web.terminal.orders import QUESTIONS
from control_plane.web.terminal.service import SENTENCES
from control_plane.web.wording import LOCALE, OWN_NAMES

WEB = LOCALE.parent
KEYWORDS = {"_": None, "text": None, "plural": (1, 2)}
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)

# Stems that the glossary keeps out, as they would stand in a word.
FORBIDDEN = {
    "ru": ("филиал", "приёмка", "улик", "недоступ", "тонк", "инцидент", "выкат"),
    "kk": (
        "ескерту",
        "сәтсіз",
        "күдікті",
        "соқыр",
        "үкім",
        "дәлел",
        "қауіпте",
        "жұмыстан шығару",
        "жабық",
    ),
    "en": ("incident", "acceptance", "operator"),
}


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "pages.po").open("rb") as stream:
        return read_po(stream, locale=language)


def in_use() -> set[str]:
    """The texts that templates and code ask for, those that are looked up from a table too."""
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    found = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(str(WEB), methods, keywords=KEYWORDS)
    }
    with REGIONS.open(encoding="utf-8") as stream:
        found |= {f"tile {row['kato']}" for row in csv.DictReader(stream)}
    for section in sections():
        found |= {section.description, *(field.description for field in section.fields)}
    tables = (QUESTIONS.values(), SILENT_STEPS, REPORTED_STEPS, SENTENCES.values(), REFUSALS.values())
    return found.union(*tables)


@pytest.mark.parametrize("language", OWN_NAMES)
def test_every_text_in_use_is_in_the_catalogue_and_none_is_idle(language: str) -> None:
    known = {str(entry.id if isinstance(entry.id, str) else entry.id[0]) for entry in catalogue(language) if entry.id}
    assert in_use() - known == set()
    assert known - in_use() == set()


@pytest.mark.parametrize("language", OWN_NAMES)
def test_every_text_is_translated_and_none_is_a_guess(language: str) -> None:
    for entry in catalogue(language):
        assert all(forms_of(entry)), entry.id
        assert not entry.fuzzy, entry.id


@pytest.mark.parametrize("language", OWN_NAMES)
def test_a_translation_fills_the_same_places_as_its_source(language: str) -> None:
    for entry in catalogue(language):
        if not entry.id:
            continue
        source = entry.id[1] if isinstance(entry.id, tuple | list) else entry.id
        for form in forms_of(entry):
            assert places(form) == places(source), entry.id


@pytest.mark.parametrize("language", FORBIDDEN)
def test_words_that_the_glossary_keeps_out_do_not_occur(language: str) -> None:
    for entry in catalogue(language):
        said = [stem for stem in FORBIDDEN[language] for form in forms_of(entry) if entry.id and stem in form.lower()]
        assert not said, entry.id


@pytest.mark.parametrize("language", FORBIDDEN)
@pytest.mark.parametrize("package", ["contract.advice", "contract.words"])
def test_nor_do_they_in_what_is_said_of_checks_and_reasons(package: str, language: str) -> None:
    lines = resources.files(package).joinpath(f"{language}.toml").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if line and not line.startswith("#")]
    assert told
    assert [line for line in told if any(stem in line.lower() for stem in FORBIDDEN[language])] == []


def test_texts_for_people_stand_in_catalogues_and_not_in_code_or_templates() -> None:
    for path in [*WEB.rglob("*.py"), *(WEB / "templates").glob("*.html")]:
        if path.name not in {"wording.py", "kazakh.py"}:  # the languages' own names, the alphabet
            assert not CYRILLIC.search(without_docstrings(path)), path


def forms_of(entry: Message) -> list[str]:
    forms = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
    return [form or "" for form in forms]


def without_docstrings(path: Path) -> str:
    return re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))
