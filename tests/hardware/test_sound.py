import pytest

from hardware.sound.mixer import Mixer, parse_amixer

ON = "Simple mixer control 'Mic',0\n  Capabilities: cvolume cswitch\n  Mono: Capture 45 [71%] [20.00dB] [on]\n"


@pytest.mark.parametrize(
    ("text", "mixer"),
    [
        (ON, Mixer(muted=False, volume_percent=71)),
        (ON.replace("[on]", "[off]"), Mixer(muted=True, volume_percent=71)),
        (ON + ON.replace("[on]", "[off]"), Mixer(muted=False, volume_percent=71)),
        (ON.replace("[71%]", "[0%]"), Mixer(muted=False, volume_percent=0)),
        ("Simple mixer control 'PCM',0\n  Mono: Playback 100 [100%] [off]\n", Mixer(muted=False, volume_percent=100)),
    ],
    ids=["on", "off", "one of two on", "turned down", "no capture control"],
)
def test_alsa_s_capture_controls_are_read(text: str, mixer: Mixer) -> None:
    assert parse_amixer(text) == mixer
