"""The status in words, in three languages, complete and without codes."""

import pytest
from msgspec.structs import replace

from agent.status import LinkStatus, SelfCheck, Status
from agent.telling import _words, tell, tell_check
from contract.configuration.people import Language
from contract.messages import CheckState
from contract.verdicts import Component, Figure, Readiness, Reason, Verdict

COVERED = CheckState(
    check="camera.view",
    verdict=Verdict.FAILED,
    reasons=(Reason.CAMERA_COVERED,),
    figures=(Figure(name="edges_gone", value=0.8123, op=">=", limit=0.55),),
    looked_ms=60_000,
    since_ms=1_000,
)


def a_status(**changes: object) -> Status:
    link = LinkStatus(stage="online", since_ms=0, last_word_ms=None, trouble="", round_trip_ms=None)
    fields: dict[str, object] = {
        "terminal": "0" * 16, "model": "demo", "agent_version": "0.1.0", "run": "", "boot": "", "uptime_ms": 0,
        "readiness": Readiness.AUDIO_ONLY, "because": ("camera.view",), "checks": (COVERED,), "link": link,
        "generation": 3, "config_hash": "ab", "configuration_phase": "settled", "spooled": 0, "spool_trouble": "",
        "language": "kk", "telephone": "8 7172 00-00-00",
    }  # fmt: skip
    return Status(**(fields | changes))  # type: ignore[arg-type] # a table of fields


def told(language: Language, *, running: bool = True) -> str:
    return "\n".join(tell(a_status(), language, now_ms=3_720_000, running=running))


def test_every_language_has_every_word() -> None:
    assert {frozenset(_words(language)) for language in Language} == {frozenset(_words(Language.ENGLISH))}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.KAZAKH, ("ТЕК ДЫБЫС", "объектив жабулы", "1 сағ бұрын", "≥ 55 % болса, ақаулы")),
        (Language.RUSSIAN, ("ТОЛЬКО ЗВУК", "объектив закрыт", "1 ч назад", "неисправно, если ≥ 55 %")),
        (Language.ENGLISH, ("SOUND ONLY", "lens covered", "1 h ago", "faulty if ≥ 55 %")),
    ],
)
def test_a_fault_is_told_with_evidence_age_and_what_to_do(language: Language, expected: tuple[str, ...]) -> None:
    text = told(language)
    assert all(words in text for words in expected), text


@pytest.mark.parametrize(
    ("language", "place"),
    [
        (Language.KAZAKH, "ақау провайдерде"),
        (Language.RUSSIAN, "неисправность у провайдера"),
        (Language.ENGLISH, "fault at the provider"),
    ],
)
def test_a_fault_of_the_line_is_told_with_its_place(language: Language, place: str) -> None:
    silent = replace(COVERED, check="network.dns", reasons=(Reason.NETWORK_NO_DNS,), facts={"place": "provider"})
    assert place in "\n".join(tell(a_status(checks=(silent,)), language, now_ms=61_000, running=True))


def test_a_verdict_that_the_last_look_doubts_is_not_told_as_if_it_had_just_been_confirmed() -> None:
    doubted = replace(COVERED, verdict=Verdict.OK, reasons=(), deviating=1)
    text = "\n".join(tell(a_status(checks=(doubted,)), Language.ENGLISH, now_ms=61_000, running=True))
    assert "The last check says otherwise" in text
    assert "otherwise" not in told(Language.ENGLISH)


@pytest.mark.parametrize(
    ("sounds_ms", "expected"),
    [(None, ("nothing is recorded", "ничего не записывается", "ештеңе жазылмайды")), (64_100, ("5 s", "5 с", "5 с"))],
)
def test_a_self_check_is_told_while_it_goes_on(sounds_ms: int | None, expected: tuple[str, str, str]) -> None:
    going_on = SelfCheck(component=Component.CAMERA, lamp=True, since_ms=60_000, sounds_ms=sounds_ms)
    status = a_status(self_checks=(going_on,))
    for language, words in zip((Language.ENGLISH, Language.RUSSIAN, Language.KAZAKH), expected, strict=True):
        assert words in "\n".join(tell(status, language, now_ms=60_000, running=True))


def test_an_agent_that_does_not_run_is_said_first() -> None:
    assert "does not run" in told(Language.ENGLISH, running=False).splitlines()[1]


def test_what_the_machine_does_not_report_is_told_in_one_line_without_advice() -> None:
    silent = CheckState(
        check="system.power",
        verdict=Verdict.UNKNOWN,
        reasons=(Reason.SYSTEM_NOT_REPORTED,),
        looked_ms=60_000,
        since_ms=60_000,
    )
    lines = list(tell_check(silent, Language.ENGLISH, now_ms=61_000))
    assert lines == ["Terminal itself · power: the terminal does not report this (checked just now)"]


def test_why_a_machine_fell_is_told_in_words() -> None:
    fell = replace(COVERED, check="system.reboot", reasons=(Reason.SYSTEM_UNCLEAN_REBOOT,), facts={"cause": "watchdog"})
    assert "    the watchdog reset it" in tell_check(fell, Language.ENGLISH, now_ms=61_000)
