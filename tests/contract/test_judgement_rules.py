"""Rules that no virtual device reaches: they are pure, so a table says it all."""

import pytest

from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from contract.judgement.camera import PictureNumbers
from contract.judgement.camera_frames import judge_frames
from contract.judgement.camera_view import judge_view
from contract.judgement.centre import RoundTripNumbers, judge_centre
from contract.judgement.circumstances import Circumstances
from contract.judgement.mixer import MixerNumbers, judge_microphone_mixer
from contract.judgement.service import ServiceNumbers, judge_service
from contract.judgement.sound import SoundNumbers, judge_level, judge_signal
from contract.verdicts import Reason, Verdict

USUAL = Circumstances()


@pytest.mark.parametrize(
    ("rtt_ms", "verdict", "limit"),
    [
        (None, Verdict.NO_EVIDENCE, None),
        (20, Verdict.OK, 150),
        (150, Verdict.OK, 150),
        (151, Verdict.WARNING, 150),
        (401, Verdict.FAILED, 400),
    ],
)
def test_the_round_trip_is_held_against_two_limits(rtt_ms: float | None, verdict: Verdict, limit: float | None) -> None:
    answer = judge_centre(RoundTripNumbers(rtt_ms=rtt_ms), USUAL)
    assert answer.verdict is verdict
    assert [figure.limit for figure in answer.figures] == ([] if limit is None else [limit])


@pytest.mark.parametrize(
    ("rest_allowed", "reception_near", "verdict"),
    [(True, False, Verdict.AT_REST), (True, True, Verdict.FAILED), (False, False, Verdict.FAILED)],
)
def test_a_muted_microphone_rests_unless_a_reception_is_near(
    *, rest_allowed: bool, reception_near: bool, verdict: Verdict
) -> None:
    given = Circumstances(
        configuration=Configuration(privacy=Privacy(rest_allowed=rest_allowed)), reception_near=reception_near
    )
    assert judge_microphone_mixer(MixerNumbers(device="x", muted=True), given).verdict is verdict
    assert judge_microphone_mixer(MixerNumbers(device="x", volume=0), given).verdict is verdict


@pytest.mark.parametrize(
    ("edges_gone", "edges_left", "verdict", "reasons"),
    [
        (0.02, 1.0, Verdict.OK, ()),
        (0.54, 0.1, Verdict.OK, ()),
        (0.55, 0.5, Verdict.AT_REST, (Reason.CAMERA_COVERED,)),
        (0.9, 1.1, Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_REFERENCE,)),
    ],
)
def test_edges_that_went_without_others_coming_are_a_cover(
    *, edges_gone: float, edges_left: float, verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    numbers = PictureNumbers(device="x", frames=50, luma_mean=90, edges_gone=edges_gone, edges_left=edges_left)
    answer = judge_view(numbers, USUAL)
    assert (answer.verdict, answer.reasons) == (verdict, reasons)


@pytest.mark.parametrize(
    ("speech_dbov", "verdict", "reasons"),
    [
        (-26, Verdict.OK, ()),
        (-36, Verdict.OK, ()),
        (-36.1, Verdict.WARNING, (Reason.MICROPHONE_QUIET,)),
        (-15.9, Verdict.WARNING, (Reason.MICROPHONE_LOUD,)),
        (None, Verdict.NO_EVIDENCE, (Reason.MICROPHONE_NO_SPEECH,)),
    ],
)
def test_speech_is_judged_ten_decibels_either_way(
    speech_dbov: float | None, verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    answer = judge_level(SoundNumbers(device="x", speech=True, speech_dbov=speech_dbov), USUAL)
    assert (answer.verdict, answer.reasons) == (verdict, reasons)


def test_a_stretch_of_zeros_shorter_than_the_limit_is_no_fault() -> None:
    numbers = SoundNumbers(device="x", recorded_s=10, zeros_s=9.0)
    assert judge_signal(numbers, USUAL).verdict is Verdict.OK


def test_a_microphone_that_stops_giving_samples_is_stuck() -> None:
    answer = judge_signal(SoundNumbers(device="x", error="stopped after 0.02 s"), USUAL)
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.MICROPHONE_STUCK,))


def test_a_step_that_was_not_taken_has_no_figure() -> None:
    answer = judge_service(ServiceNumbers(service="portal", step="done", tcp_ms=12.0), USUAL)
    assert [figure.name for figure in answer.figures] == ["tcp_ms"]


def test_where_nothing_could_be_heard_nobody_says_that_nobody_spoke() -> None:
    answer = judge_level(SoundNumbers(device="x", error="no sound server"), USUAL)
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.MICROPHONE_NOT_CHECKED,))


def test_every_figure_with_a_rule_says_when_it_is_bad() -> None:
    answer = judge_frames(PictureNumbers(device="x", frames=50, identical_s=3.0), USUAL)
    identical = next(figure for figure in answer.figures if figure.name == "identical_s")
    assert (identical.value, identical.op, identical.limit, identical.unit) == (3.0, ">=", 3.0, "s")
