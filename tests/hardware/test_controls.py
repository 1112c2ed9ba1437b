"""What a camera's controls say of its exposure, and when they say nothing that could be believed."""

from pathlib import Path

import pytest
from linuxpy.video import raw

from hardware.camera.controls import Control, Controls, controls_of, read_controls

AUTO = Control(value=raw.ExposureAutoType.APERTURE_PRIORITY)
BY_HAND = Control(value=raw.ExposureAutoType.MANUAL)


def of(mode: Control, *, exposure: Control | None = None, gain: Control | None = None) -> Controls:
    known = {
        raw.ControlID.EXPOSURE_AUTO: mode,
        raw.ControlID.EXPOSURE_ABSOLUTE: exposure,
        raw.ControlID.GAIN: gain,
        raw.ControlID.POWER_LINE_FREQUENCY: Control(value=1),
    }
    return controls_of(lambda number: known.get(raw.ControlID(number)))


def at(value: int, *, live: bool = True) -> Control:
    return Control(value=value, maximum=100, live=live)


@pytest.mark.parametrize(
    ("mode", "exposure", "gain", "at_limit"),
    [
        (AUTO, at(100), at(10), True),
        (AUTO, at(10), at(100), True),
        (AUTO, at(10), at(10), False),
        (AUTO, at(10), at(10, live=False), None),
        (AUTO, at(10, live=False), None, None),
        (BY_HAND, at(10), at(10), None),
        (AUTO, None, None, None),
    ],
)
def test_a_camera_is_short_of_its_limit_only_where_the_driver_vouches_for_it(
    *, mode: Control, exposure: Control | None, gain: Control | None, at_limit: bool | None
) -> None:
    assert of(mode, exposure=exposure, gain=gain).at_limit is at_limit


def test_what_was_set_by_hand_once_is_no_exposure_of_now() -> None:
    assert of(AUTO, exposure=at(50, live=False)).exposure_ms is None
    assert of(BY_HAND, exposure=at(50, live=False)).exposure_ms == 5.0


def test_the_mains_frequency_is_told_in_words() -> None:
    assert of(AUTO).power_line == "50 Hz"


def test_a_file_that_is_no_camera_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "video0").write_bytes(b"")
    assert read_controls(tmp_path / "video0") == read_controls(tmp_path / "video1") == Controls()
