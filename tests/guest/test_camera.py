"""A real `/dev/video0` that fails in every way that its driver knows; what the centre says of it."""

import pytest

from tests.guest.branch import Branch

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(1500)]

VIVID = "/sys/bus/platform/drivers/vivid"
CONTROL = "v4l2-ctl -d /dev/video0 -c"


def test_a_camera_that_leaves_its_bus_is_missing_and_is_found_again(branch: Branch) -> None:
    branch.machine.run(f"echo vivid.0 > {VIVID}/unbind")
    branch.wait_for("camera.presence", "camera.missing")
    branch.machine.run(f"echo vivid.0 > {VIVID}/bind")
    branch.wait_for("camera.presence")


@pytest.mark.parametrize(
    ("fault", "mended", "reasons"),
    [
        ("dropped_buffers=100", "dropped_buffers=0", {"camera.no_frames", "camera.stuck"}),
        ("inject_vidioc_streamon_error=1", "", {"camera.no_frames", "camera.stuck"}),
        ("disconnect=1", "", {"camera.no_frames", "camera.stuck"}),
    ],
)
def test_a_camera_that_gives_no_picture_is_told_as_that(
    branch: Branch, fault: str, mended: str, reasons: set[str]
) -> None:
    branch.machine.run(f"{CONTROL} {fault}")
    branch.look_again()
    branch.wait_for_any("camera.frames", reasons)
    if mended:
        branch.machine.run(f"{CONTROL} {mended}")
        branch.look_again()
        branch.wait_for("camera.frames")


def test_a_picture_that_stands_still_to_the_bit_is_repeating(branch: Branch) -> None:
    branch.machine.run(f"{CONTROL} test_pattern=9,insert_sav_code_in_image=0,osd_text_mode=2,horizontal_movement=3")
    branch.look_again()
    branch.wait_for("camera.frames", "camera.repeating_frames")


def test_a_camera_that_somebody_else_uses_is_in_use_and_is_no_fault(branch: Branch) -> None:
    branch.machine.run("systemd-run --quiet --unit=visitor v4l2-ctl -d /dev/video0 --stream-mmap --stream-count=100000")
    branch.look_again()
    branch.wait_for("camera.frames", "camera.in_use")
    branch.machine.run("systemctl stop visitor")
    branch.look_again()
    branch.wait_for("camera.frames")


def test_a_call_that_begins_is_given_the_camera_at_once(branch: Branch) -> None:
    branch.look_again()
    branch.wait_until_held("/dev/video0")
    branch.machine.run("systemctl start call")
    branch.wait_for("camera.frames", "camera.gave_way")
    said = branch.machine.run("journalctl -u call --no-pager -o cat | grep -c taken || true")
    assert int(said) <= 5  # asked again every 0.2 s: it had the camera within a second of emulated time
