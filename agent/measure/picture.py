"""From frames to the numbers of the camera's rules: the same way for the agent, for a file and for the score."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from agent.measure import banding, colour, edges, exposure, frames, grain, sharpness
from agent.measure.displacement import displacement
from agent.measure.reference import Reference, usual_view
from agent.measure.texture import texture
from contract.judgement.camera import PictureNumbers

VIEW_EVERY_S = 0.5
WHOLE_EVERY_S = 1.2
MOST_VIEWS, MOST_WHOLE = 24, 4
"""Of a longer stretch the beginning speaks: memory is bounded, whatever is watched."""
_STILL_THERE = 0.8
"""With less of the view in its place than this one asks where it went: shelves repeat themselves."""


@dataclass(slots=True)
class Watched:
    """What was seen: time and rows of each frame, whether it repeated the one before; some views and wholes."""

    times_s: list[float] = field(default_factory=list)
    repeated: list[bool] = field(default_factory=list)
    rows: list[NDArray[np.float32]] = field(default_factory=list)
    views: list[frames.Picture] = field(default_factory=list)
    """At 320×240, twice a second, in their colours."""
    wholes: list[frames.Gray] = field(default_factory=list)
    """The middle at its own resolution, a few."""
    width: int = 0
    height: int = 0
    lasted_s: float = 0.0
    previous: NDArray[Any] | None = None

    @property
    def grays(self) -> list[frames.Gray]:
        """The views without colour."""
        return [frames.gray(view) for view in self.views]

    @property
    def repeats_for_s(self) -> float:
        """For how long the last frame has been repeated so far."""
        if not self.repeated or not self.repeated[-1]:
            return 0.0
        began = max((index for index, again in enumerate(self.repeated) if not again), default=0)
        return self.times_s[-1] - self.times_s[began]

    def note(self, time_s: float, frame: NDArray[Any] | None) -> None:
        """Take a frame that came at this time, or that none came. What is no picture counts as none."""
        self.lasted_s = max(self.lasted_s, time_s)
        picture = None if frame is None else frames.as_picture(frame)
        if picture is None:
            return
        self.times_s.append(time_s)
        self.repeated.append(frames.is_repeated(picture, self.previous) and not exposure.is_all_clipped(picture))
        self.previous = picture
        self.height, self.width = picture.shape[:2]
        if min(self.height, self.width) >= frames.LEAST_SIDE_PX:
            self._look_at(picture, time_s)

    def _look_at(self, picture: frames.Picture, time_s: float) -> None:
        if len(self.rows) < banding.MOST_FRAMES:
            self.rows.append(banding.row_means(picture))
        if len(self.views) * VIEW_EVERY_S <= time_s and len(self.views) < MOST_VIEWS:
            self.views.append(frames.small(picture))
        if len(self.wholes) * WHOLE_EVERY_S <= time_s and len(self.wholes) < MOST_WHOLE:
            self.wholes.append(frames.middle_gray(picture))


def watch(stream: Iterable[tuple[float, NDArray[Any] | None]]) -> Watched:
    """Look at frames, each with its time in seconds from the beginning; None where none came."""
    seen = Watched()
    for time_s, frame in stream:
        seen.note(time_s, frame)
    return seen


def picture_numbers(watched: Watched, *, reference: Reference | None = None) -> PictureNumbers:
    """Return what the frames say by themselves, and against a reference; whoever has a device adds what it says."""
    numbers = PictureNumbers(
        device="",
        frames=len(watched.times_s),
        watched_s=watched.lasted_s,
        silent_s=frames.longest_silence_s(watched.times_s, until_s=watched.lasted_s),
        rate_fps=frames.rate_fps(watched.times_s),
        width=watched.width,
        height=watched.height,
        identical_s=frames.longest_repeat_s(watched.times_s, watched.repeated),
    )
    if not watched.views:
        return numbers
    return _against(reference, watched.views, _by_themselves(watched, numbers))


def _by_themselves(watched: Watched, numbers: PictureNumbers) -> PictureNumbers:
    lumas = [frames.luma(view) for view in watched.grays]
    floors = [grain.noise_floor(whole) for whole in watched.wholes]
    casts = [cast for cast in map(colour.mean_colour, watched.views) if cast is not None]
    return replace(
        numbers,
        luma_mean=_median([mean for mean, _ in lumas]),
        luma_deviation=_median([deviation for _, deviation in lumas]),
        bright_share=_median([exposure.bright_share(whole) for whole in watched.wholes]),
        dark_share=_median([exposure.dark_share(whole) for whole in watched.wholes]),
        noise=_median(floors),
        sharpness=_median(
            [
                sharpness.laplacian_energy(whole, noise=floor)
                for whole, floor in zip(watched.wholes, floors, strict=True)
            ]
        ),
        reblur=_median([sharpness.reblur(whole) for whole in watched.wholes]),
        cast_a=_median([a for a, _ in casts]),
        cast_b=_median([b for _, b in casts]),
        banding=_banding(watched.rows),
    )


def _against(reference: Reference | None, views: list[frames.Picture], numbers: PictureNumbers) -> PictureNumbers:
    """Add what is left of the reference; of the edges the least alarming half of the views: a passer-by is no cover."""
    if reference is None or not reference.edges.any():
        return numbers
    maps = [edges.edge_map(frames.gray(view)) for view in views]
    lasting = edges.lasting_edges(maps)
    numbers = replace(
        numbers,
        edges_gone=float(np.quantile([edges.edge_disappearance_rate(reference.edges, each) for each in maps], 0.25)),
        edges_left=_median([edges.edges_left(reference.edges, each) for each in maps]),
        edges_new=edges.edges_new(reference.edges, lasting),
    )
    return _against_picture(reference, usual_view(views), numbers, lasting=lasting)


def _against_picture(
    reference: Reference, picture: frames.Picture, numbers: PictureNumbers, *, lasting: edges.EdgeMap
) -> PictureNumbers:
    before, now = reference.thumbnail, frames.gray(picture)
    if before is None or reference.picture is None:
        return numbers
    pattern = texture(before, now)
    numbers = replace(
        numbers,
        texture_kept=pattern.kept,
        detail=pattern.detail,
        tint=colour.tint_percent(reference.picture, picture),
        burnt_anew=exposure.burnt_anew(before, now),
        brightness_kept=float(now.mean()) / max(float(before.mean()), 1.0),
    )
    if pattern.kept is not None and pattern.kept >= _STILL_THERE:
        return numbers
    found = displacement(before, reference.edges, now=now, now_edges=lasting)
    return replace(numbers, found_again=found.found_again, moved_by=found.moved_by)


def _banding(rows: list[NDArray[np.float32]]) -> float | None:
    return banding.banding_percent(np.stack(rows)) if rows else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None
