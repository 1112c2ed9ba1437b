"""What a terminal remembers of its own looks: only good ones, only after a confirmation, and nothing of it is told."""

import json
from pathlib import Path

import msgspec
import pytest

from agent.checks.baselines.memory import Remembered, confirm, recall, retain
from agent.checks.baselines.vault import Vault
from agent.checks.descriptor import Request, Terminal
from contract.judgement.baseline import Origin
from contract.judgement.camera import PictureNumbers
from contract.judgement.circumstances import DAY_MS, Circumstances
from contract.judgement.daily import Daily
from contract.judgement.sound import SoundNumbers
from contract.verdicts import Judgement, Reason, Verdict

DAY = 20_000
READING = "microphone_sound"
GOOD = {"microphone.level": Judgement(verdict=Verdict.OK)}
BAD = {"microphone.level": Judgement(verdict=Verdict.WARNING, reasons=(Reason.MICROPHONE_QUIET,))}
IN_USE = {"microphone.level": Judgement(verdict=Verdict.IN_USE, reasons=(Reason.MICROPHONE_IN_USE,))}


def asked(state: Path, *, day: float | None = DAY, reading: str = READING) -> Request:
    given = Circumstances(centre_ms=None if day is None else round(day * DAY_MS))
    return Request(reading=reading, terminal=Terminal(state=str(state)), given=given)


def sound(noise_dbfs: float | None = -60.0, speech_dbov: float | None = -26.0) -> SoundNumbers:
    return SoundNumbers(device="x", speech=True, speech_dbov=speech_dbov, noise_dbfs=noise_dbfs)


def usual(state: Path, *, day: float | None = DAY) -> float | None:
    baseline = recall(asked(state, day=day), sound()).baselines.get("noise_dbfs")
    return baseline.median if baseline else None


def confirmed(state: Path, noise_dbfs: float = -60.0) -> None:
    confirm(state, READING, [sound(noise_dbfs)], origin=Origin.EMPLOYEE, today=DAY)


def test_a_terminal_that_nobody_confirmed_learns_no_baseline(tmp_path: Path) -> None:
    retain(asked(tmp_path), sound(), GOOD)
    assert usual(tmp_path) is None


def test_what_was_confirmed_is_usual_with_origin_and_age(tmp_path: Path) -> None:
    confirmed(tmp_path)
    baseline = recall(asked(tmp_path, day=DAY + 2), sound()).baselines["noise_dbfs"]
    assert (baseline.median, baseline.origin, baseline.age_days) == (-60.0, Origin.EMPLOYEE, 2.0)


def test_good_looks_move_what_is_usual_and_others_do_not(tmp_path: Path) -> None:
    confirmed(tmp_path)
    for day in range(1, 9):
        retain(asked(tmp_path, day=DAY + day), sound(-20), BAD)
        retain(asked(tmp_path, day=DAY + day), sound(-10), IN_USE)
        retain(asked(tmp_path, day=DAY + day + 0.5), sound(-57), GOOD)
    assert usual(tmp_path, day=DAY + 9) == -57


def test_without_a_clock_nothing_is_remembered_and_what_is_known_stands(tmp_path: Path) -> None:
    confirmed(tmp_path)
    before = (tmp_path / "baselines" / READING).read_bytes()
    retain(asked(tmp_path, day=None), sound(-40), GOOD)
    assert (tmp_path / "baselines" / READING).read_bytes() == before
    assert usual(tmp_path, day=None) == -60


def test_a_level_that_falls_for_weeks_is_a_trend_and_survives_a_restart(tmp_path: Path) -> None:
    for day in range(20):
        retain(asked(tmp_path, day=DAY + day), sound(speech_dbov=-26 - 0.4 * day), GOOD)
    trend = recall(asked(tmp_path, day=DAY + 20), sound()).trends["speech_dbov"]
    assert trend.per_day == pytest.approx(-0.4)
    assert trend.days_until(-36, rising=False) == pytest.approx(5.0)


def test_looks_in_which_nobody_was_heard_make_no_trend(tmp_path: Path) -> None:
    for day in range(20):
        retain(asked(tmp_path, day=DAY + day), sound(speech_dbov=-26 - 0.4 * day), IN_USE)
    assert recall(asked(tmp_path, day=DAY + 20), sound()).trends == {}


def test_a_new_confirmation_forgets_what_was_usual(tmp_path: Path) -> None:
    confirmed(tmp_path, -60)
    retain(asked(tmp_path, day=DAY + 1), sound(-60), GOOD)
    confirm(tmp_path, READING, [sound(-45)], origin=Origin.RELEARN, today=DAY + 30)
    assert usual(tmp_path, day=DAY + 30) == -45


@pytest.mark.parametrize("damaged", [b"", b"{}", bytes(500)])
def test_a_damaged_file_is_no_baseline_and_never_an_error(tmp_path: Path, damaged: bytes) -> None:
    confirmed(tmp_path)
    (tmp_path / "baselines" / READING).write_bytes(damaged)
    assert usual(tmp_path) is None


@pytest.mark.parametrize("content", [b"null", b"[]", b'{"record":{"anchor":7}}', b"\xff", b'{"daily":{"day":"x"}}'])
def test_content_of_another_version_is_no_baseline_and_never_an_error(tmp_path: Path, content: bytes) -> None:
    Vault(tmp_path).write(READING, content)
    assert usual(tmp_path) is None
    retain(asked(tmp_path), sound(), GOOD)


def test_a_disk_that_refuses_costs_a_memory_and_no_look(tmp_path: Path) -> None:
    (tmp_path / "baselines").write_text("a file where the folder should be")
    retain(asked(tmp_path), sound(), GOOD)
    assert recall(asked(tmp_path), sound()).baselines == {}


def test_a_reading_without_figures_of_interest_touches_no_file(tmp_path: Path) -> None:
    request = asked(tmp_path, reading="presence")
    retain(request, msgspec.defstruct("Numbers", [])(), GOOD)
    assert recall(request, sound()) is request.given
    assert not list(tmp_path.iterdir())


def test_a_new_confirmation_begins_the_course_of_sharpness_anew(tmp_path: Path) -> None:
    picture = PictureNumbers(device="x", sharpness=100.0, luma_mean=120.0)
    daily = Daily(day=DAY, finished={"sharpness_share": tuple((DAY - day, 1 - day / 50) for day in range(20, 0, -1))})
    Vault(tmp_path).write("camera_picture", msgspec.json.encode(Remembered(daily=daily)))
    request = asked(tmp_path, reading="camera_picture")
    assert recall(request, picture).trends
    confirm(tmp_path, "camera_picture", [picture], origin=Origin.RELEARN, today=DAY)
    assert not recall(request, picture).trends


def test_what_a_newer_agent_wrote_is_still_known_to_an_older_one(tmp_path: Path) -> None:
    confirmed(tmp_path)
    vault = Vault(tmp_path)
    content = json.loads(vault.read(READING) or b"")
    content["record"]["invented"] = {"later": 1}
    vault.write(READING, json.dumps(content | {"more": []}).encode())
    assert usual(tmp_path) == -60
