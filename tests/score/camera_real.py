"""Real looks: clips as they were filmed, and pairs of photographs taken from two places.

`vtest` is a camera above a square where people walk. `megamind` is a cartoon: each cut is a view that was moved, its
four shots are good. A second photograph of a scene from elsewhere is a camera that was moved, and the calibration
pictures are a room in which a man holds a board close to two fixed cameras: good looks of the hard kind.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from hardware.camera.capture import OpenedVideo
from tests.score.camera_good import learning_shots
from tests.score.camera_looks import KnownScene, learn, look
from tests.score.corpus import CORPUS
from tests.score.outcome import Material, Outcome
from tests.score.scene import Frame, open_photograph, view
from tests.score.shot import LENGTH_S, Shot, times_at
from tests.score.sources import CLIPS, SCENES, Source

_CUTS = ((10, 97), (98, 153), (154, 199), (200, 269))
_LEARNT = 2
_PAIRS = ("aero", "aloe", "books", "graffiti", "motorcycle")
_SECOND_CAMERA = "opencv-doc/**/data/right0*.jpg"
_CLOSE = "person close to the lens"


def score_clips(side: str) -> Iterator[Outcome]:
    """Yield what comes of the real looks of one side."""
    clips = {source.name: source for source in CLIPS if source.side == side}
    if "vtest" in clips:
        yield from _still_camera(clips["vtest"], fps=10.0)
    if "tree" in clips:
        yield from _still_camera(clips["tree"], fps=15.0)
    if "megamind" in clips:
        yield from _cut_film(clips["megamind"])
    for source in SCENES:
        if source.side == side and source.name in _PAIRS:
            yield from _from_elsewhere(source)
        if source.side == side and source.name == "calibration":
            yield from _man_with_board(source)


def _still_camera(source: Source, *, fps: float) -> Iterator[Outcome]:
    frames = _frames(source.paths()[0])
    length = min(round(LENGTH_S * fps), len(frames) // 3)
    shots = [
        _shown(frames[begin : begin + length], fps=fps) for begin in range(0, len(frames) - length + 1, length // 2)
    ]
    known = learn(shots[: 2 * _LEARNT : 2])
    for shot in shots[2 * _LEARNT :]:
        yield _judged(source, shot, known, name="clip")


def _cut_film(source: Source) -> Iterator[Outcome]:
    frames = _frames(source.paths()[0])
    for begin, end in _CUTS:
        middle = (begin + end) // 2
        known = learn([_shown(frames[begin:middle], fps=24.0)])
        yield _judged(source, _shown(frames[middle:end], fps=24.0), known, name="shot")
        for first, last in _CUTS:
            if first != begin:
                shot = _shown(frames[first:last], fps=24.0)
                yield _judged(source, shot, known, name="another shot", reason="camera.moved")


def _from_elsewhere(source: Source) -> Iterator[Outcome]:
    one, other = (view(open_photograph(path)) for path in source.paths()[:2])
    for before, after in ((one, other), (other, one)):
        known = learn(learning_shots(before, seed=1))
        yield _judged(source, Shot(scenes=(after,), seed=2), known, name="from elsewhere", reason="camera.moved")


def _man_with_board(source: Source) -> Iterator[Outcome]:
    left = [view(open_photograph(path)) for path in source.paths()]
    right = [view(open_photograph(path)) for path in sorted(CORPUS.glob(_SECOND_CAMERA))]
    for mine, others in ((left, right), (right, left)):
        known = learn([Shot(scenes=tuple(mine[:6]), seed=3)])
        for number, scene in enumerate(mine[6:]):
            yield _judged(source, Shot(scenes=(scene,), seed=10 + number), known, name="man with board", case=_CLOSE)
        for number, scene in enumerate(others[6:]):
            shot = Shot(scenes=(scene,), seed=40 + number)
            yield _judged(source, shot, known, name="from elsewhere", reason="camera.moved")


def _judged(source: Source, shot: Shot, known: KnownScene, *, name: str, reason: str = "", case: str = "") -> Outcome:
    return Outcome(
        component="camera",
        source=source.name,
        name=name,
        reason=reason,
        case=case,
        material=Material.REAL,
        answers=look(shot, known),
    )


def _frames(path: Path) -> list[Frame]:
    video, frames = OpenedVideo(path), []
    while (frame := video.read()) is not None:
        frames.append(frame)
    video.close()
    return frames


def _shown(frames: Sequence[Frame], *, fps: float) -> Shot:
    shot = Shot(scenes=(), frames=tuple(frames), negotiated_fps=fps)
    return replace(shot, times_s=times_at(fps, seconds=len(frames) / fps))
