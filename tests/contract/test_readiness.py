import pytest

from contract.judgement.readiness import CheckVerdict, Situation, judge_readiness
from contract.verdicts import Readiness, Reason, Verdict

ALL_WELL = {"camera.frames": Verdict.OK, "microphone.signal": Verdict.OK, "network.link": Verdict.OK}


Answer = tuple[Verdict, Reason] | Verdict


def judged(changes: dict[str, Answer] | None = None, situation: Situation | None = None) -> Readiness:
    checks: dict[str, Answer] = {**ALL_WELL, **(changes or {})}
    given = [
        CheckVerdict(check=name, verdict=answer[0], reasons=(answer[1],))
        if isinstance(answer, tuple)
        else CheckVerdict(check=name, verdict=answer)
        for name, answer in checks.items()
    ]
    return judge_readiness(given, situation or Situation()).readiness


@pytest.mark.parametrize(
    ("situation", "readiness"),
    [
        (Situation(maintenance=True, open_now=False, reachable=False), Readiness.MAINTENANCE),
        (Situation(open_now=False, reachable=False), Readiness.CLOSED),
        (Situation(reachable=False), Readiness.UNREACHABLE),
        (Situation(), Readiness.READY),
    ],
)
def test_what_holds_around_the_checks_comes_first(situation: Situation, readiness: Readiness) -> None:
    assert judged(situation=situation) is readiness


@pytest.mark.parametrize(
    ("check", "answer", "readiness"),
    [
        ("camera.frames", (Verdict.FAILED, Reason.CAMERA_NO_FRAMES), Readiness.AUDIO_ONLY),
        ("camera.presence", (Verdict.FAILED, Reason.CAMERA_MISSING), Readiness.AUDIO_ONLY),
        ("camera.view", (Verdict.FAILED, Reason.CAMERA_COVERED), Readiness.NOT_READY),
        ("microphone.signal", (Verdict.FAILED, Reason.MICROPHONE_DEAD), Readiness.NOT_READY),
        ("microphone.level", (Verdict.WARNING, Reason.MICROPHONE_QUIET), Readiness.AT_RISK),
        ("camera.view", (Verdict.NO_EVIDENCE, Reason.CAMERA_NO_REFERENCE), Readiness.READY),
        ("camera.view", (Verdict.NO_EVIDENCE, Reason.CAMERA_NOT_CHECKED), Readiness.AT_RISK),
        ("microphone.signal", (Verdict.AT_REST, Reason.MICROPHONE_MUTED), Readiness.READY),
        ("camera.frames", (Verdict.IN_USE, Reason.CAMERA_IN_USE), Readiness.READY),
        ("microphone.signal", Verdict.UNKNOWN, Readiness.UNKNOWN),
        ("network.throughput", (Verdict.WARNING, Reason.NETWORK_THIN_LINE), Readiness.AUDIO_ONLY),
        ("network.throughput", (Verdict.FAILED, Reason.NETWORK_THIN_LINE), Readiness.NOT_READY),
        ("network.throughput", (Verdict.NO_EVIDENCE, Reason.NETWORK_DATA_SPENT), Readiness.READY),
        ("network.path", (Verdict.NO_EVIDENCE, Reason.NETWORK_NO_REFLECTOR), Readiness.READY),
    ],
)
def test_each_verdict_has_its_weight(check: str, answer: Answer, readiness: Readiness) -> None:
    assert judged({check: answer}) is readiness


def test_camera_and_microphone_in_use_are_a_call() -> None:
    busy: dict[str, Answer] = {"camera.frames": Verdict.IN_USE, "microphone.signal": Verdict.IN_USE}
    answer = judged(busy, Situation(open_now=False))
    assert answer is Readiness.IN_CALL


def test_the_answer_says_which_checks_decided() -> None:
    checks = [CheckVerdict(check=name, verdict=verdict) for name, verdict in ALL_WELL.items()]
    muted = CheckVerdict(check="microphone.mixer", verdict=Verdict.FAILED, reasons=(Reason.MICROPHONE_MUTED,))
    assert judge_readiness([*checks, muted], Situation()).because == (muted,)


@pytest.mark.parametrize(
    ("check", "answer", "readiness"),
    [
        ("system.power", (Verdict.UNKNOWN, Reason.SYSTEM_NOT_REPORTED), Readiness.READY),
        ("system.reboot", (Verdict.WARNING, Reason.SYSTEM_UNCLEAN_REBOOT), Readiness.READY),
        ("system.disk", (Verdict.WARNING, Reason.SYSTEM_DISK_FULL), Readiness.AT_RISK),
        ("system.disk", (Verdict.FAILED, Reason.SYSTEM_DISK_FULL), Readiness.NOT_READY),
        ("display.connector", (Verdict.FAILED, Reason.DISPLAY_DISCONNECTED), Readiness.NOT_READY),
        ("application.process", Verdict.AT_REST, Readiness.READY),
    ],
)
def test_the_machine_lowers_readiness_only_by_what_a_call_would_feel(
    check: str, answer: Answer, readiness: Readiness
) -> None:
    assert judged({check: answer}) is readiness
