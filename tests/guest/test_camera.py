"""A real `/dev/video0` that fails in every way that its driver knows; what the centre says of it."""

import pytest

from tests.guest.branch import Branch

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(2400)]

CONTROL = "v4l2-ctl -d /dev/video0 -c"


def test_a_camera_whose_frames_are_all_lost_gives_none(branch: Branch) -> None:
    branch.machine.run(f"{CONTROL} percentage_of_dropped_buffers=100")
    branch.look_at("camera")
    branch.wait_for_any("camera.frames", {"camera.no_frames", "camera.stuck"})
    branch.machine.run(f"{CONTROL} percentage_of_dropped_buffers=0")
    branch.look_at("camera")
    branch.wait_for("camera.frames")


@pytest.mark.parametrize("button", ["inject_vidioc_streamon_error", "inject_fatal_streaming_error", "disconnect"])
def test_a_camera_whose_stream_breaks_gives_no_picture(branch: Branch, button: str) -> None:
    branch.machine.run(f"systemd-run --quiet --unit=spoil spoil {button}")
    branch.look_at("camera")
    branch.wait_for_any("camera.frames", {"camera.no_frames", "camera.stuck"})
    branch.machine.run("systemctl stop spoil")
    branch.look_at("camera")
    branch.wait_for("camera.frames")


def test_a_picture_that_stands_still_to_the_bit_is_repeating(branch: Branch) -> None:
    branch.machine.run(f"{CONTROL} osd_text_mode=2")  # the counter in the picture is all that moves
    branch.look_at("camera")
    branch.wait_for("camera.frames", "camera.repeating_frames")


def test_a_camera_that_somebody_else_uses_is_in_use_and_is_no_fault(branch: Branch) -> None:
    branch.machine.run("systemd-run --quiet --unit=visitor v4l2-ctl -d /dev/video0 --stream-mmap --stream-count=100000")
    branch.look_at("camera")
    branch.wait_for("camera.frames", "camera.in_use")
    branch.machine.run("systemctl stop visitor")
    branch.look_at("camera")
    branch.wait_for("camera.frames")
