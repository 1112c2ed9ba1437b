"""A person says that all is well, and the terminal takes that for usual; kindly refused where nothing can be meant."""

from pathlib import Path

import pytest

from agent.checks.baselines.memory import recall
from agent.checks.baselines.vault import Vault
from agent.checks.descriptor import Request, Terminal
from agent.checks.learning import Learnt, Wish, learn
from agent.checks.reading.habit import keep, why_refused
from contract.judgement.baseline import Baseline, Origin
from contract.judgement.camera import PictureNumbers
from contract.judgement.circumstances import DAY_MS, Circumstances
from contract.judgement.loopback import LoopbackNumbers
from contract.judgement.sound import SoundNumbers
from contract.verdicts import Component, Judgement, Reason, Verdict
from hardware.virtual.folder import turn
from tests.support.devices import impatient, sounding, with_camera

DAY = 20_000
GIVEN = Circumstances(configuration=impatient(), centre_ms=DAY * DAY_MS)


def usual(
    terminal: Terminal, reading: str, numbers: PictureNumbers | SoundNumbers | LoopbackNumbers
) -> dict[str, Baseline]:
    return recall(Request(reading=reading, terminal=terminal, given=GIVEN), numbers).baselines


def test_a_confirmed_picture_is_usual_in_like_light_and_in_no_other(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    assert learn(Component.CAMERA, terminal, GIVEN, origin=Origin.ACCEPTANCE) is Learnt.KEPT
    known = {luma: usual(terminal, "camera_picture", PictureNumbers(device="x", luma_mean=luma)) for luma in range(256)}
    seen = [luma for luma, baselines in known.items() if baselines]
    assert seen
    assert len(seen) <= 41
    assert {baseline.origin for baseline in known[seen[0]].values()} == {Origin.ACCEPTANCE}
    assert known[seen[0]]["sharpness"].median > 0


def test_the_room_of_a_confirmed_microphone_is_usual_for_the_test_tone_too(tmp_path: Path) -> None:
    terminal = Terminal(state=str(tmp_path))
    wish = Wish(module="microphone_sound", checks=(), origin=Origin.EMPLOYEE)
    keep(Request(reading="habit", terminal=terminal, given=GIVEN), wish, SoundNumbers(device="x", noise_dbfs=-60.0))
    assert usual(terminal, "speaker_loopback", LoopbackNumbers(device="y"))["ambient_dbfs"].median == -60.0


def test_a_picture_that_stands_still_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="freeze")
    assert learn(Component.CAMERA, terminal, GIVEN) is Learnt.FROZEN
    assert not (tmp_path / "state/baselines").exists()


def test_a_confirmed_sound_is_usual(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        assert learn(Component.MICROPHONE, terminal, GIVEN) is Learnt.KEPT
    baseline = usual(terminal, "microphone_sound", SoundNumbers(device="x"))["noise_dbfs"]
    assert (baseline.origin, baseline.count, baseline.age_days) == (Origin.EMPLOYEE, 1, 0)


def test_a_microphone_that_is_not_there_teaches_nothing(tmp_path: Path) -> None:
    assert learn(Component.MICROPHONE, with_camera(tmp_path), GIVEN) is Learnt.MISSING


@pytest.mark.parametrize(
    ("reasons", "refused"),
    [
        ((Reason.CAMERA_BLURRED, Reason.CAMERA_COLOUR_CAST, Reason.CAMERA_NOISY, Reason.CAMERA_MOVED), None),
        ((Reason.MICROPHONE_QUIET, Reason.MICROPHONE_NO_SPEECH), None),
        ((Reason.CAMERA_COVERED,), Learnt.COVERED),
        ((Reason.CAMERA_DARK_ROOM, Reason.CAMERA_COVERED), Learnt.DARK),
        ((Reason.CAMERA_IN_USE,), Learnt.IN_USE),
        ((Reason.MICROPHONE_MUTED,), Learnt.MUTED),
        ((Reason.MICROPHONE_DEAD,), Learnt.NO_SOUND),
    ],
)
def test_what_was_usual_before_does_not_stand_against_her_word(
    reasons: tuple[Reason, ...], refused: Learnt | None
) -> None:
    judgements = [Judgement(verdict=Verdict.WARNING, reasons=(reason,)) for reason in reasons]
    assert why_refused(judgements, anew=False) is refused


def test_a_view_that_was_changed_on_purpose_is_learnt_anew() -> None:
    covered = Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_COVERED,))
    assert why_refused([covered], anew=True) is None


def test_a_disk_that_refuses_leaves_what_was_learnt_before(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    Vault(Path(terminal.state)).write("camera_picture", b"{}")
    (tmp_path / "state/baselines/.camera_picture.new").mkdir()
    assert learn(Component.CAMERA, terminal, GIVEN) is Learnt.FAILED
    assert Vault(Path(terminal.state)).read("camera_picture") == b"{}"
