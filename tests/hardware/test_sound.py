import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.sound.discovery import SoundDevice
from hardware.sound.mixer import Mixer, parse_amixer, read_mixer
from hardware.sound.server import SoundServerError, list_sinks, processing_of
from hardware.virtual.sound_server import SoundServer

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


MASTER = "Simple mixer control 'Master',0\n  Mono: Playback 40 [62%] [-20.00dB] [off]\n"
PCM = "Simple mixer control 'PCM',0\n  Front Left: Playback 255 [100%] [0.00dB] [on] Capture 9 [30%] [off]\n"


@pytest.mark.parametrize(
    ("text", "mixer"),
    [
        (MASTER + PCM, Mixer(muted=True, volume_percent=62)),
        (PCM, Mixer(muted=False, volume_percent=100)),
        (ON, Mixer(muted=False, volume_percent=100)),
    ],
    ids=["a master decides", "no master", "no playback control"],
)
def test_alsa_s_playback_controls_are_read(text: str, mixer: Mixer) -> None:
    assert parse_amixer(text, direction="playback") == mixer


def test_an_echo_canceller_on_the_way_is_named(pipewire: SoundServer) -> None:
    environment = os.environ | pipewire.environment
    loaded = pipewire.command("load-module", "module-null-sink", "sink_name=echo-cancel-sink")
    bare = pipewire.command("load-module", "module-null-sink", "sink_name=plain_sink")
    nodes = {sink.name: processing_of(sink, environment) for sink in list_sinks(environment)}
    for module in (loaded, bare):
        pipewire.command("unload-module", module)
    assert nodes["echo-cancel-sink"] == ("echo-cancel-sink",)
    assert nodes["plain_sink"] == ()


def test_a_card_whose_mixer_does_not_answer_is_not_taken_for_one_that_is_on(tmp_path: Path) -> None:
    nowhere = {"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_SERVER": f"unix:{tmp_path}/none"}
    with pytest.raises(SoundServerError, match="amixer -c 31"):
        read_mixer(SoundDevice(name="gone", card=31), nowhere)


def test_samples_that_come_faster_than_time_passes_are_not_taken_for_sound(tmp_path: Path) -> None:
    # ALSA's file plug-in gives a recording without pacing it: what PortAudio's own lie looks like.
    (tmp_path / "silence.raw").write_bytes(bytes(2 * 48_000 * 2 * 4))
    (tmp_path / "alsa.conf").write_text(
        f"""pcm.default {{ type file slave.pcm null file /dev/null infile {tmp_path}/silence.raw format raw }}
        pcm.null {{ type null }}
        ctl.default {{ type hw card 0 }}
        """
    )
    listening = (
        "from hardware.sound.stream import record; from hardware.sound.discovery import SoundDevice;"
        "record(SoundDevice(name='file'), source='file', seconds=3)"
    )
    heard = subprocess.run(
        [sys.executable, "-c", listening],
        env=os.environ | {"ALSA_CONFIG_PATH": str(tmp_path / "alsa.conf")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "StreamError" in heard.stderr
    assert "faster than time passes" in heard.stderr
