"""The rules of sound at their edges, and the answers of the test tone that need a special room."""

import pytest

from contract.judgement.baseline import Baseline
from contract.judgement.circumstances import Circumstances
from contract.judgement.loopback import LoopbackNumbers, judge_loopback
from contract.judgement.sound import SoundNumbers, judge_level, judge_signal
from contract.judgement.sound_faults import judge_clipping, judge_dropouts, judge_hum, judge_noise, judge_offset
from contract.judgement.tone import judge_echo, judge_tone_level, judge_under_tone
from contract.verdicts import Reason, Verdict

USUAL = Circumstances()
QUALITY = (judge_clipping, judge_offset, judge_hum, judge_dropouts, judge_noise)
HEARD = {"sweeps": 3, "lag_ms": 60.0, "lag_spread_ms": 0.1, "low_snr_db": 30.0, "middle_snr_db": 30.0}


def heard(**numbers: object) -> SoundNumbers:
    return SoundNumbers(device="x", recorded_s=10.0, **numbers)  # type: ignore[arg-type]


def a_tone(**numbers: object) -> LoopbackNumbers:
    known: dict[str, object] = {"device": "x", "microphone": "y", "ambient_dbfs": -50.0}
    return LoopbackNumbers(**(known | numbers))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("judge", "numbers", "verdict"),
    [
        (judge_clipping, {"clipped": 0.001}, Verdict.OK),
        (judge_clipping, {"clipped": 0.0011}, Verdict.WARNING),
        (judge_offset, {"offset": -0.02}, Verdict.OK),
        (judge_offset, {"offset": -0.021}, Verdict.WARNING),
        (judge_offset, {"offset": 0.1, "clipped": 0.2}, Verdict.NO_EVIDENCE),
        (judge_hum, {"hum_db": 15.0, "hum_dbfs": -60.0}, Verdict.WARNING),
        (judge_hum, {"hum_db": 40.0, "hum_dbfs": -61.0}, Verdict.OK),
        (judge_hum, {"hum_db": 14.9, "hum_dbfs": -20.0}, Verdict.OK),
        (judge_dropouts, {"lost_s": 0.05}, Verdict.OK),
        (judge_dropouts, {"lost_s": 0.06}, Verdict.WARNING),
    ],
)
def test_each_fault_of_the_sound_has_its_limit(judge: object, numbers: dict[str, object], verdict: Verdict) -> None:
    assert judge(heard(**numbers), USUAL).verdict is verdict  # type: ignore[operator]


@pytest.mark.parametrize(
    ("median", "spread", "noise_dbfs", "verdict"),
    [
        (-70, 0, -55, Verdict.OK),  # above the usual, and still not heard
        (-70, 0, -49, Verdict.WARNING),
        (-45, 0, -36, Verdict.OK),
        (-45, 0, -34, Verdict.WARNING),
        (-45, 6, -34, Verdict.OK),  # a place that is now quiet, now loud
    ],
)
def test_noise_must_be_louder_than_usual_and_loud(
    *, median: float, spread: float, noise_dbfs: float, verdict: Verdict
) -> None:
    given = Circumstances(baselines={"noise_dbfs": Baseline(median=median, spread=spread)})
    assert judge_noise(heard(noise_dbfs=noise_dbfs, noise_swing_db=8.5), given).verdict is verdict


@pytest.mark.parametrize(("swing_db", "verdict"), [(10.0, Verdict.WARNING), (10.1, Verdict.OK)])
def test_what_comes_and_goes_is_no_noise_of_the_microphone(swing_db: float, verdict: Verdict) -> None:
    given = Circumstances(baselines={"noise_dbfs": Baseline(median=-70)})
    assert judge_noise(heard(noise_dbfs=-40.0, noise_swing_db=swing_db), given).verdict is verdict


@pytest.mark.parametrize("judge", QUALITY)
@pytest.mark.parametrize(
    ("numbers", "verdict", "reason"),
    [
        (SoundNumbers(device=None), Verdict.NO_EVIDENCE, Reason.MICROPHONE_MISSING),
        (SoundNumbers(device="x", holders=("call",)), Verdict.IN_USE, Reason.MICROPHONE_IN_USE),
        (SoundNumbers(device="x", error="stopped"), Verdict.NO_EVIDENCE, Reason.MICROPHONE_NOT_CHECKED),
        (SoundNumbers(device="x", recorded_s=9, zeros_s=9), Verdict.NO_EVIDENCE, Reason.MICROPHONE_DEAD),
        (SoundNumbers(device="x", muted=True), Verdict.AT_REST, Reason.MICROPHONE_MUTED),
    ],
)
def test_where_nothing_was_heard_no_rule_says_that_it_was_good(
    judge: object, numbers: SoundNumbers, *, verdict: Verdict, reason: Reason
) -> None:
    answer = judge(numbers, USUAL)  # type: ignore[operator]
    assert (answer.verdict, answer.reasons) == (verdict, (reason,))


def test_a_tenth_of_a_second_says_neither_well_nor_ill() -> None:
    heard = SoundNumbers(device="x", recorded_s=0.12, zeros_s=0.001, clipped=0.3, offset=0.4)
    for judge in (judge_signal, *QUALITY):
        assert judge(heard, USUAL).verdict is Verdict.NO_EVIDENCE


@pytest.mark.parametrize(("recorded_s", "verdict"), [(0.0, Verdict.NO_EVIDENCE), (3.0, Verdict.NO_EVIDENCE)])
def test_a_short_silence_is_neither_dead_nor_well(recorded_s: float, verdict: Verdict) -> None:
    silent = SoundNumbers(device="x", recorded_s=recorded_s, zeros_s=recorded_s)
    assert judge_signal(silent, USUAL).verdict is verdict
    assert judge_level(silent, USUAL).verdict is verdict


@pytest.mark.parametrize(
    ("numbers", "verdict", "reason"),
    [
        ({"ambient_dbfs": None}, Verdict.FAILED, Reason.SPEAKER_LOOPBACK_MICROPHONE),
        ({"ambient_dbfs": -90.0}, Verdict.FAILED, Reason.SPEAKER_LOOPBACK_MICROPHONE),
        ({}, Verdict.FAILED, Reason.SPEAKER_LOOPBACK_FAILED),
        ({"ambient_dbfs": -10.0}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        ({"sweeps": 1, "best_peak": 15.0}, Verdict.FAILED, Reason.SPEAKER_LOOPBACK_FAILED),
        ({"sweeps": 1, "best_peak": 30.0}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        (HEARD | {"lag_spread_ms": 40.0}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        (HEARD | {"low_snr_db": 1.0}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        ({"processing": ("echo-cancel",)}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        ({"interruptions": 2}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        ({"error": "did not open"}, Verdict.FAILED, Reason.SPEAKER_STUCK),
        ({"unheard": "stopped"}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        ({"microphone": None}, Verdict.NO_EVIDENCE, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
    ],
)
def test_a_tone_that_was_not_heard_is_laid_at_the_right_door(
    numbers: dict[str, object], verdict: Verdict, reason: Reason
) -> None:
    answer = judge_loopback(a_tone(**numbers), USUAL)
    assert (answer.verdict, answer.reasons) == (verdict, (reason,))


@pytest.mark.parametrize(
    ("ambient_dbfs", "reason"),
    [(-79.0, Reason.SPEAKER_LOOPBACK_FAILED), (-81.0, Reason.SPEAKER_LOOPBACK_MICROPHONE)],
)
def test_a_quiet_room_is_no_deaf_microphone(ambient_dbfs: float, reason: Reason) -> None:
    given = Circumstances(baselines={"ambient_dbfs": Baseline(median=-70.0)})
    assert judge_loopback(a_tone(ambient_dbfs=ambient_dbfs), given).reasons == (reason,)


@pytest.mark.parametrize(
    ("lag_ms", "verdict"), [(-21, Verdict.WARNING), (0, Verdict.OK), (300, Verdict.OK), (301, Verdict.WARNING)]
)
def test_the_echo_s_delay_is_held_against_the_profile(lag_ms: float, verdict: Verdict) -> None:
    assert judge_echo(a_tone(**(HEARD | {"lag_ms": lag_ms})), USUAL).verdict is verdict


ROOM = {"tone_dbfs": Baseline(median=-40.0), "ambient_dbfs": Baseline(median=-60.0)}


@pytest.mark.parametrize(
    ("tone_dbfs", "ambient_dbfs", "verdict", "reason"),
    [
        (-54.0, -60.0, Verdict.OK, None),
        (-56.0, -60.0, Verdict.WARNING, Reason.SPEAKER_LOOPBACK_FAILED),
        (-71.0, -60.0, Verdict.FAILED, Reason.SPEAKER_LOOPBACK_FAILED),
        (-71.0, -69.0, Verdict.FAILED, Reason.SPEAKER_LOOPBACK_FAILED),
        (-71.0, -71.0, Verdict.FAILED, Reason.SPEAKER_LOOPBACK_MICROPHONE),
        (-20.0, -60.0, Verdict.OK, None),
    ],
)
def test_a_tone_fainter_than_usual_is_the_microphone_s_if_the_room_is_fainter_too(
    *, tone_dbfs: float, ambient_dbfs: float, verdict: Verdict, reason: Reason | None
) -> None:
    numbers = a_tone(**(HEARD | {"tone_dbfs": tone_dbfs, "ambient_dbfs": ambient_dbfs}))
    answer = judge_tone_level(numbers, Circumstances(baselines=ROOM))
    assert (answer.verdict, answer.reasons) == (verdict, (reason,) if reason else ())


@pytest.mark.parametrize(
    ("numbers", "baselines", "reason"),
    [
        (HEARD | {"tone_dbfs": -80.0}, {}, Reason.SPEAKER_NO_BASELINE),
        (HEARD | {"tone_dbfs": -80.0, "processing": ("echo",)}, ROOM, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
        ({}, ROOM, Reason.SPEAKER_LOOPBACK_INCONCLUSIVE),
    ],
    ids=["not learnt yet", "a canceller on the way", "not heard"],
)
def test_how_loud_the_tone_is_is_not_guessed(
    numbers: dict[str, object], baselines: dict[str, Baseline], reason: Reason
) -> None:
    answer = judge_tone_level(a_tone(**numbers), Circumstances(baselines=baselines))
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (reason,))


@pytest.mark.parametrize(
    ("numbers", "verdict", "reasons"),
    [
        ({"silent": True}, Verdict.FAILED, (Reason.MICROPHONE_DEAD,)),
        ({}, Verdict.OK, ()),
        ({"microphone_muted": True}, Verdict.AT_REST, (Reason.MICROPHONE_MUTED,)),
        ({"silent": True, "error": "did not open"}, Verdict.NO_EVIDENCE, (Reason.SPEAKER_LOOPBACK_INCONCLUSIVE,)),
    ],
)
def test_a_microphone_without_a_signal_under_the_tone_is_dead(
    numbers: dict[str, object], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    answer = judge_under_tone(a_tone(**numbers), USUAL)
    assert (answer.verdict, answer.reasons) == (verdict, reasons)
