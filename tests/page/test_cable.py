"""The drawing of the cables: made from the profile, and right about what is missing."""

import pytest

from agent.page.cable import draw_cables, leads_of
from contract.configuration.people import Language
from contract.verdicts import Component, Verdict
from hardware.profile import load_profile, profile_names

OK = dict.fromkeys((Component.CAMERA, Component.MICROPHONE, Component.SPEAKER), Verdict.OK)


def drawn(model: str, **seen: Verdict) -> str:
    presence = OK | {Component(part): verdict for part, verdict in seen.items()}
    return draw_cables(load_profile(model), presence, Language.ENGLISH)


def test_a_camera_with_its_own_microphone_has_one_cable() -> None:
    leads = leads_of(load_profile("logitech-c920"))
    assert [lead.components for lead in leads] == [(Component.CAMERA, Component.MICROPHONE)]


def test_a_camera_beside_a_speakerphone_makes_two_of_which_the_missing_one_is_marked() -> None:
    text = drawn("logitech-brio+jabra-speak-510", microphone=Verdict.FAILED)
    assert text.count('class="lead lead-missing"') == 1
    assert "Microphone + Speaker: not plugged in." in text
    assert "Camera: plugged in. black cable, flat USB plug → the blue USB socket" in text


def test_another_profile_is_another_drawing() -> None:
    assert "small oval plug" in drawn("logitech-streamcam")
    assert "flat USB plug" in drawn("logitech-c920")


@pytest.mark.parametrize("model", profile_names())
@pytest.mark.parametrize("language", list(Language))
def test_each_profile_can_be_drawn_in_each_language(model: str, language: Language) -> None:
    assert draw_cables(load_profile(model), {}, language).startswith("<svg")
