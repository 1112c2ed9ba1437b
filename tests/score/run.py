"""Takes all looks of one side, on as many processors as there are."""

from collections.abc import Iterator
from multiprocessing import get_context

import cv2
from msgspec import Struct

from tests.score import camera_score, sound_score
from tests.score.camera_real import score_clips
from tests.score.knobs import TURNS, score_turns
from tests.score.loopback_score import score_loopback
from tests.score.outcome import Outcome
from tests.score.sources import NOISES, SCENES, VOICES, Side, Source


class Effort(Struct, frozen=True, kw_only=True):
    """How many looks each source is given; how many sources are taken and how often a knob is turned (0: all)."""

    camera: camera_score.Effort = camera_score.Effort()
    sound: sound_score.Effort = sound_score.Effort()
    sources: int = 0
    turns: int = 0


KINDS = {"camera": {"scene", "clips"}, "microphone": {"voice", "noise"}, "knobs": {"knob"}, "speaker": {"loopback"}}
"""What is taken where only one part is asked for; knobs have no sides."""


class Task(Struct, frozen=True, kw_only=True):
    """One source's looks, or all clips'."""

    kind: str
    name: str
    side: Side
    effort: Effort


def tasks_of(side: Side, effort: Effort, *, only: str = "") -> list[Task]:
    """Return what there is to do; `only` is one component."""
    kinds = {"scene": SCENES, "voice": VOICES, "noise": NOISES, "loopback": VOICES}
    tasks = [
        Task(kind=kind, name=source.name, side=side, effort=effort)
        for kind, sources in kinds.items()
        for source in [each for each in sources if each.side is side][: effort.sources or None]
    ]
    clips = Task(kind="clips", name="clips", side=side, effort=effort)
    turned = [Task(kind="knob", name=f"{turns.reason} {turns.knob}", side=side, effort=effort) for turns in TURNS]
    return [task for task in (*turned, clips, *tasks) if not only or task.kind in KINDS[only]]


def outcomes_of(tasks: list[Task], *, processes: int) -> Iterator[Outcome]:
    """Yield the outcomes as they come."""
    with get_context("spawn").Pool(processes) as pool:
        for outcomes in pool.imap_unordered(_take, tasks):
            yield from outcomes


def _take(task: Task) -> list[Outcome]:
    cv2.setNumThreads(1)
    return list(_looks(task))


def _looks(task: Task) -> Iterator[Outcome]:
    if task.kind == "knob":
        (turns,) = (each for each in TURNS if f"{each.reason} {each.knob}" == task.name)
        yield from score_turns(turns, count=task.effort.turns)
    elif task.kind == "clips":
        yield from score_clips(task.side)
    elif task.kind == "scene":
        yield from camera_score.score_scene(_named(task.name), task.effort.camera)
    elif task.kind == "voice":
        yield from sound_score.score_voice(_named(task.name), task.effort.sound)
    elif task.kind == "loopback":
        yield from score_loopback(_named(task.name))
    else:
        yield from sound_score.score_noise(_named(task.name))


def _named(name: str) -> Source:
    return next(source for source in (*SCENES, *VOICES, *NOISES) if source.name == name)
