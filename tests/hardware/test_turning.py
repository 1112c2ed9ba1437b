"""What is turned at ALSA's mixer where no sound server runs; `amixer` is a script that notes what it is told."""

import os
from pathlib import Path

import pytest

from hardware.sound.discovery import SoundDevice
from hardware.sound.server import SoundServerError
from hardware.sound.turning import set_volume, switch_on

CARD = SoundDevice(name="USB", card=3)
CONTROLS = """\
Simple mixer control 'Mic',0
  Mono: Capture 45 [71%] [20.00dB] [off]
Simple mixer control 'Line',0
  Mono: Capture 10 [30%]
Simple mixer control 'PCM',0
  Front Left: Playback 255 [100%] [0.00dB] [off]
"""


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """No sound server; `amixer` writes into `told`."""
    (tmp_path / "controls").write_text(CONTROLS)
    script = f'#!/bin/sh\necho "$@" >> {tmp_path}/told\ncase "$*" in *scontents) cat {tmp_path}/controls;; esac\n'
    (tmp_path / "amixer").write_text(script)
    (tmp_path / "amixer").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return {"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_SERVER": f"unix:{tmp_path}/none"}


def told(folder: Path) -> list[str]:
    return [line for line in (folder / "told").read_text().splitlines() if "scontents" not in line]


def test_every_switch_of_the_microphone_s_direction_is_put_on(nowhere: dict[str, str], tmp_path: Path) -> None:
    switch_on(CARD, nowhere, plays=False)
    assert told(tmp_path) == ["-c 3 -q sset Mic cap"]


def test_a_speaker_is_switched_on_by_its_own_switch(nowhere: dict[str, str], tmp_path: Path) -> None:
    switch_on(CARD, nowhere, plays=True)
    assert told(tmp_path) == ["-c 3 -q sset PCM unmute"]


def test_a_volume_is_set_on_each_control_of_the_direction(nowhere: dict[str, str], tmp_path: Path) -> None:
    set_volume(CARD, nowhere, plays=False, percent=80)
    assert told(tmp_path) == ["-c 3 -q sset Mic capture 80%", "-c 3 -q sset Line capture 80%"]


def test_a_card_that_has_nothing_to_turn_says_so(nowhere: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "controls").write_text("")
    with pytest.raises(SoundServerError, match="USB has no control"):
        switch_on(CARD, nowhere, plays=False)
