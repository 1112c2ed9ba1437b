"""A real ALSA card whose far end we speak into; what the centre says of it."""

import pytest

from tests.guest.branch import Branch

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(2400)]

CARD = "/sys/bus/platform/drivers/snd_aloop"
SWITCH = """state.Loopback {
  control.98 {
    iface MIXER
    name 'Mic Capture Volume'
    value 80
    comment { access 'read write user' type INTEGER count 1 range '0 - 100' }
  }
  control.99 {
    iface MIXER
    name 'Mic Capture Switch'
    value false
    comment { access 'read write user' type BOOLEAN count 1 }
  }
}
"""
"""The loopback card has no switch of its own; ALSA lets a program add one."""


def test_a_microphone_that_hears_nothing_at_all_is_dead(branch: Branch) -> None:
    branch.machine.run("systemctl stop voice")
    branch.look_at("microphone")
    branch.wait_for("microphone.signal", "microphone.dead")
    branch.machine.run("systemctl start voice")
    branch.look_at("microphone")
    branch.wait_for("microphone.signal")


def test_a_microphone_that_is_switched_off_is_muted(branch: Branch) -> None:
    branch.machine.run(f'echo "{SWITCH}" > /tmp/switch; alsactl -f /tmp/switch restore Loopback || true')
    branch.look_at("microphone")
    branch.wait_for("microphone.mixer", "microphone.muted")


def test_a_sound_card_that_goes_while_we_listen_is_missing(branch: Branch) -> None:
    branch.look_at("microphone")
    branch.wait_until_held("/dev/snd/pcmC0D0c")
    branch.machine.run(f"systemctl stop voice; echo snd_aloop.0 > {CARD}/unbind")
    branch.wait_for("microphone.presence", "microphone.missing")
    branch.wait_for("speaker.presence", "speaker.missing")
    branch.machine.run(f"echo snd_aloop.0 > {CARD}/bind")
    branch.wait_for("microphone.presence")


def test_a_microphone_that_somebody_else_uses_is_in_use_and_is_no_fault(branch: Branch) -> None:
    branch.machine.run(
        "systemd-run --quiet --unit=visitor arecord -q -D hw:Loopback,0 -f S16_LE -r 48000 -c 1 /dev/null"
    )
    branch.look_at("microphone")
    branch.wait_for("microphone.signal", "microphone.in_use")
