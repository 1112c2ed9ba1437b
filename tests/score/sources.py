"""Which scenes and voices the corpus holds, and on which side of the split each one is.

A source is what resembles itself: all pictures of one scene, all recordings of one voice. The side follows from the
SHA-256 of its name, so that it never moves: thresholds are tuned on one side, the score is told of the other.
"""

import hashlib
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from tests.score.corpus import CORPUS

_DATA = "opencv-doc/usr/share/doc/opencv-doc/examples/data"
_EXAMPLES = "opencv-doc/usr/share/doc/opencv-doc/examples"
_SKIMAGE, _SKLEARN = "scikit-image/skimage/data", "scikit-learn/sklearn/datasets/images"
_CODEC2 = "codec2-examples/usr/share/codec2"
_PROMPTS = "usr/share/asterisk/sounds/*/*.wav"
_SPHINX = "pocketsphinx-testdata/usr/share/pocketsphinx/test/data"


class Side(StrEnum):
    """Never both."""

    TUNING = "tuning"
    REPORTED = "reported"


class Source(Struct, frozen=True, kw_only=True):
    """One scene or one voice; `files` are globs below the corpus."""

    name: str
    files: tuple[str, ...]
    rate_hz: int = 8000
    """Of recordings without a header."""

    @property
    def side(self) -> Side:
        """Tuned on, or reported?"""
        return Side.REPORTED if hashlib.sha256(self.name.encode()).digest()[0] % 2 else Side.TUNING

    def paths(self, corpus: Path = CORPUS) -> list[Path]:
        """Return its files, in order of their names."""
        return [path for pattern in self.files for path in sorted(corpus.glob(pattern))]


def _photographs(folder: str, **scenes: str) -> tuple[Source, ...]:
    return tuple(
        Source(name=name, files=tuple(f"{folder}/{file}" for file in files.split())) for name, files in scenes.items()
    )


# Photographs of 300 lines or more; drawings, renderings, scans and what is blurred in itself are left out.
SCENES: tuple[Source, ...] = (
    *_photographs(
        _DATA,
        aero="aero1.jpg aero3.jpg",
        aloe="aloeL.jpg aloeR.jpg",
        apple="apple.jpg",
        baboon="baboon.jpg",
        basketball="basketball1.png basketball2.png",
        board="board.jpg",
        books="left.jpg right.jpg",
        box="box_in_scene.png",
        building="building.jpg",
        butterfly="butterfly.jpg",
        calibration="left0*.jpg left1*.jpg",
        chicky="chicky_512.png",
        ela="ela_original.jpg",
        fruits="fruits.jpg",
        graffiti="graf1.png graf3.png",
        home="home.jpg",
        leuven="leuvenA.jpg leuvenB.jpg",
        messi="messi5.jpg",
        orange="orange.jpg",
        rubberwhale="rubberwhale1.png rubberwhale2.png",
        smarties="smarties.png",
        squirrel="squirrel_cls.jpg",
        stuff="stuff.jpg",
        sudoku="sudoku.png",
    ),
    *_photographs(
        _EXAMPLES,
        plant="alphamat/input_images/plant.jpg",
        robin="hfs/data/000.jpg",
        lake="hfs/data/001.jpg",
        parking="text/scenetext01.jpg",
        signpost="text/scenetext02.jpg",
        shops="text/scenetext03.jpg",
        market="text/scenetext04.jpg",
        street="text/scenetext05.jpg",
        corner="text/scenetext06.jpg",
        hotel="text/scenetext_segmented_word01.jpg",
        stationery="text/scenetext_segmented_word02.jpg",
        hire="text/scenetext_segmented_word03.jpg",
        fosters="text/scenetext_segmented_word04.jpg",
    ),
    *_photographs(
        _SKIMAGE,
        astronaut="astronaut.png",
        brick="brick.png",
        camera="camera.png",
        chelsea="chelsea.png",
        coffee="coffee.png",
        coins="coins.png",
        gravel="gravel.png",
        motorcycle="motorcycle_left.png motorcycle_right.png",
        rocket="rocket.jpg",
    ),
    *_photographs(_SKLEARN, china="china.jpg", flower="flower.jpg"),
)

CLIPS: tuple[Source, ...] = _photographs(_DATA, vtest="vtest.avi", tree="tree.avi", megamind="Megamind.avi")

# f2400 and m2400 are forig and morig, sent at 2400 bit/s: the same words are one source.
VOICES: tuple[Source, ...] = (
    Source(name="alsa", files=("alsa-utils/**/*_*.wav",)),
    Source(name="allison", files=tuple(f"asterisk-core-sounds-{each}-wav/{_PROMPTS}" for each in ("en", "es"))),
    Source(name="june", files=(f"asterisk-core-sounds-fr-wav/{_PROMPTS}",)),
    Source(name="carlo", files=(f"asterisk-core-sounds-it-wav/{_PROMPTS}",)),
    Source(name="ivrvoice", files=(f"asterisk-core-sounds-ru-wav/{_PROMPTS}",)),
    *_photographs(
        f"{_CODEC2}/raw",
        big_dog="big_dog.raw",
        cq_ref="cq_ref.raw",
        cross="cross.raw",
        forig="forig.raw f2400.raw",
        g3plx="g3plx.raw",
        hts1="hts1.raw",
        hts2="hts2.raw",
        kristoff="kristoff.raw",
        mmt1="mmt1.raw",
        morig="morig.raw m2400.raw",
        orig_16k="speech_orig_16k.wav",
        ve9qrp="ve9qrp.raw",
        vk5qi="vk5qi.raw",
    ),
    Source(name="wia", files=(f"{_CODEC2}/wav/wia_16kHz.wav",)),
    Source(name="cards", files=(f"{_SPHINX}/cards/*.wav",)),
    Source(name="librivox", files=(f"{_SPHINX}/librivox/*.wav",)),
    Source(name="goforward", files=(f"{_SPHINX}/goforward.raw",), rate_hz=16000),
    Source(name="numbers", files=(f"{_SPHINX}/numbers.raw",), rate_hz=16000),
    Source(name="something", files=(f"{_SPHINX}/something.raw",), rate_hz=16000),
    Source(name="tidigits", files=(f"{_SPHINX}/tidigits/dhd.2934z.raw",), rate_hz=16000),
)

# Sounds that are no speech: noise, modems on the air, a tone that fades.
NOISES: tuple[Source, ...] = (
    Source(name="pink", files=("alsa-utils/**/Noise.wav",)),
    Source(name="silence", files=("asterisk-core-sounds-en-wav/**/silence/10.wav",)),
    *_photographs(
        _CODEC2,
        datac1="raw/test_datac1_006.raw",
        david4="wav/david4.wav",
        vk2tpm="wav/vk2tpm_004.wav",
        sine1k="raw/sine1k_2Hz_spread.raw",
    ),
)
