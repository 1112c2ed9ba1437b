from pathlib import Path

import pytest

from hardware.profile import ProfileError, load_profile, profile_names
from hardware.usb import UsbId


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_that_is_shipped_loads(name: str) -> None:
    profile = load_profile(name)
    assert profile.camera or profile.microphone or profile.speaker


def test_a_kit_takes_the_picture_from_one_model_and_the_sound_from_the_other() -> None:
    kit = load_profile("logitech-c920+jabra-speak-510")
    assert kit.camera == load_profile("logitech-c920").camera
    assert kit.microphone == load_profile("jabra-speak-510").microphone


def test_only_the_demo_and_the_guest_name_virtual_devices() -> None:
    assert [name for name in profile_names() if load_profile(name).is_virtual] == ["demo", "guest"]


def test_any_takes_every_real_camera_and_no_virtual_one() -> None:
    camera = load_profile("any").camera
    assert camera is not None
    assert camera.accepts(usb=UsbId("046d", "082d"), virtual=False, name="C920")
    assert not camera.accepts(usb=None, virtual=True, name="Beket virtual camera")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("title = 3", "title"),
        ('title = "x"\n[camera]\nusb = ["46D:1"]\nwidth = 1\nheight = 1\nfps = 1', "usb"),
        ('title = "x"\n[camera]\nwidth = 0\nheight = 1\nfps = 1', "width"),
        ('title = "x"\ncolour = "red"', "colour"),
        ("title = ", "own.toml"),
    ],
)
def test_a_wrong_profile_is_refused_with_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "own.toml").write_text(text)
    with pytest.raises(ProfileError, match=named) as refused:
        load_profile("own", folder=tmp_path)
    assert "own.toml" in str(refused.value)


@pytest.mark.parametrize("name", ["no-such", "../../etc/passwd", ""])
def test_a_profile_that_does_not_exist_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(ProfileError, match="logitech-c920"):
        load_profile(name)
