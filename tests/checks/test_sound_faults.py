"""Every fault of a sound that does come, put into the virtual microphone and named by the child that listens."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.checks.baselines.memory import confirm
from agent.checks.descriptor import Terminal
from agent.checks.now import look
from contract.configuration.media import Microphone
from contract.judgement.baseline import Origin
from contract.judgement.sound import SoundNumbers
from contract.verdicts import Judgement, Reason, Verdict
from hardware.virtual.folder import turn
from tests.support.devices import impatient, sounding

pytestmark = pytest.mark.sound

HEARD_S = 1.0
"""What was fed before the knob was turned is heard for this long."""


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with sounding(tmp_path_factory.mktemp("sound")) as here:
        yield here


def judged(terminal: Terminal, fault: str, *, check: str, strength: float = 1.0) -> Judgement:
    turn(Path(terminal.devices or ""), "microphone", fault=fault, strength=strength)
    time.sleep(HEARD_S)
    rules = impatient(microphone=Microphone(listen_s=2.5, dead_s=2.0))
    return next(answer.judgement for answer in look(terminal, rules, names={check}))


@pytest.mark.parametrize(
    ("fault", "check", "reason"),
    [
        ("loud", "microphone.level", Reason.MICROPHONE_LOUD),
        ("clipping", "microphone.clipping", Reason.MICROPHONE_CLIPPING),
        ("offset", "microphone.offset", Reason.MICROPHONE_DC_OFFSET),
        ("hum", "microphone.hum", Reason.MICROPHONE_HUM),
        ("dropouts", "microphone.dropouts", Reason.MICROPHONE_DROPOUTS),
    ],
)
def test_what_spoils_the_sound_is_named(terminal: Terminal, *, fault: str, check: str, reason: Reason) -> None:
    answer = judged(terminal, fault, check=check)
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (reason,))
    assert answer.figures[0].value is not None


def test_noise_is_held_against_what_is_usual_here(terminal: Terminal) -> None:
    good = SoundNumbers(device="", recorded_s=10, noise_dbfs=-70.0)
    confirm(Path(terminal.state), "microphone_sound", [good] * 3, origin=Origin.EMPLOYEE, today=None)
    answer = judged(terminal, "noise", check="microphone.noise")
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (Reason.MICROPHONE_NOISY,))
