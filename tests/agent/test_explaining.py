"""`beket-agent check`: what was found, by which rule, and what to do; a line that says what goes on."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent.explaining import explain, rule_in_words
from agent.progress import Progress
from agent.telling import measure
from contract.configuration.people import Language
from contract.configuration.schema import Configuration
from contract.verdicts import Figure, Judgement, Reason, Verdict
from tests.support.devices import a_terminal

COVERED = Judgement(
    verdict=Verdict.FAILED,
    reasons=(Reason.CAMERA_COVERED,),
    figures=(
        Figure(name="edges_gone", value=0.83, op=">=", limit=0.55),
        Figure(name="rate_fps", value=29.7, unit="fps"),
    ),
    facts={"device": "HD camera", "interval": "hidden"},
)


def explained(language: Language, judgement: Judgement = COVERED) -> str:
    return "\n".join(explain("camera.view", judgement, language, configuration=Configuration(), took_s=6.24))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.KAZAKH, ("ақаулы", "жоғалған контурлар: 83 % (шегі: 55 % және одан көп болса, ақаулы)", "3 рет")),
        (
            Language.RUSSIAN,
            ("неисправно (проверка заняла 6,2 с)", "83 % (неисправно от 55 %)", "3 плохих из последних 5"),
        ),
        (Language.ENGLISH, ("faulty (took 6.2 s)", "outlines gone: 83 % (faulty from 55 %)", "3 bad ones among")),
    ],
)
def test_a_fault_is_explained_with_its_rule_in_words(language: Language, expected: tuple[str, ...]) -> None:
    text = explained(language)
    assert all(words in text for words in expected), text


def test_a_figure_without_a_rule_is_only_told_and_a_fact_for_programs_is_not() -> None:
    text = explained(Language.ENGLISH)
    assert "pictures a second: 29.7 fps\n" in text
    assert "HD camera" in text
    assert "hidden" not in text


def test_what_to_do_is_told_step_by_step_and_for_the_engineer() -> None:
    text = explained(Language.ENGLISH)
    assert "What to do 1: Open the camera's shutter" in text
    assert "For the engineer: " in text


def test_a_good_verdict_needs_no_advice() -> None:
    assert explained(Language.ENGLISH, Judgement(verdict=Verdict.OK)).splitlines()[1:] == []


@pytest.mark.parametrize(
    ("op", "words"),
    [
        (">=", "faulty from 2 s"),
        (">", "faulty above 2 s"),
        ("<", "faulty below 2 s"),
        ("<=", "faulty up to 2 s"),
        ("", ""),
    ],
)
def test_every_rule_has_words(op: str, words: str) -> None:
    figure = Figure(name="silent_s", value=1, unit="s", op=op, limit=2 if op else None)
    assert rule_in_words(figure, Language.ENGLISH) == words


def test_the_line_names_what_is_looked_at_and_how_long_it_may_take() -> None:
    with Progress(io.StringIO(), Language.ENGLISH) as progress:
        progress.began("camera.full", 15)
        progress.began("network.quick", 5)
        line = progress.line(time.monotonic())
        progress.ended("camera.full")
        progress.ended("network.quick")
        assert progress.line(time.monotonic()) == ""
    assert line.startswith("Checking: Camera, Line · 0 s, at most")


def test_nothing_is_drawn_where_nobody_watches() -> None:
    stream = io.StringIO()
    with Progress(stream, Language.ENGLISH) as progress:
        progress.began("camera.full", 15)
        with progress.aside():
            pass
    assert stream.getvalue() == ""


def test_on_a_terminal_the_line_is_drawn_and_gone_before_the_answer(tmp_path: Path) -> None:
    terminal, (ours, theirs) = a_terminal(tmp_path), os.openpty()
    done = subprocess.run(
        command(terminal.state, str(terminal.devices)), stdout=subprocess.PIPE, stderr=theirs, check=False
    )
    os.close(theirs)
    drawn = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "Checking: Camera" in drawn
    assert drawn.endswith("\x1b[2K")
    assert b"camera not found" in done.stdout


def test_an_explained_answer_for_programs_brings_the_advice(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    asked = [*command(terminal.state, str(terminal.devices)), "--json"]
    answer = json.loads(subprocess.run(asked, capture_output=True, check=False).stdout)
    assert answer["judgement"]["reasons"] == ["camera.missing"]
    assert [advice["title"] for advice in answer["advice"]] == ["camera not found"]


def command(state: str, devices: str) -> list[str]:
    folders = ["--state", state, "--devices", devices]
    return [sys.executable, "-m", "agent.cli", "check", "camera.presence", *folders, "--explain", "--language", "en"]


def test_a_figure_beyond_a_limit_that_alone_is_no_fault_says_so() -> None:
    flat = Judgement(verdict=Verdict.OK, figures=(Figure(name="luma_deviation", value=51, op="<", limit=60),))
    assert "contrast: 51 (faulty below 60; by itself no fault)" in explained(Language.ENGLISH, flat)


@pytest.mark.parametrize(
    ("share", "told"), [(0.83, "83 %"), (0.055, "5.5 %"), (0.001, "0.1 %"), (0.0, "0 %"), (-0.012, "-1.2 %")]
)
def test_a_small_share_keeps_its_decimals(share: float, told: str) -> None:
    assert measure(Figure(name="loss_up", value=share), share, Language.ENGLISH) == told
