"""What happens in a healthy room: people come close and leave, a door opens, lamps are switched, things are moved."""

import cv2
import numpy as np

from tests.score.scene import VIEW, Light
from tests.score.shot import Paint


def with_person(light: Light, stranger: Light, *, share: float, at: float, seed: int = 0) -> Light:
    """Return the scene with somebody in front of it: head and shoulders, cut out of another photograph."""
    outline = _head_and_shoulders(share, at)
    chance = np.random.default_rng(seed)
    turned = np.roll(stranger, int(chance.integers(0, VIEW[0])), axis=1)
    return np.asarray(outline * turned + (1 - outline) * light, dtype=np.float32)


def passing(stranger: Light, *, share: float, from_s: float, to_s: float) -> Paint:
    """Let somebody walk through the picture."""

    def paint(light: Light, time_s: float) -> Light:
        way = (time_s - from_s) / (to_s - from_s)
        return with_person(light, stranger, share=share, at=way * 1.4 - 0.2) if 0 <= way <= 1 else light

    return paint


def with_open_door(light: Light, beyond: Light, *, left: float, width: float) -> Light:
    """Return the scene with a part of it swung away: another room, and its light on the floor."""
    first, last = int(left * VIEW[0]), int((left + width) * VIEW[0])
    top = int(0.15 * VIEW[1])
    opened = light * np.float32(1.1)
    opened[top:, first:last] = beyond[top:, first:last] * np.float32(1.4)
    return np.asarray(opened, dtype=np.float32)


def switched(at_s: float, *, factor: float, warmth: float = 0.0, lamp_at: float = 0.5) -> Paint:
    """Switch a lamp: the light changes everywhere, most of all beneath it."""
    across = np.linspace(0, 1, VIEW[0], dtype=np.float32)[np.newaxis, :, np.newaxis]
    near = np.exp(-np.square((across - lamp_at) / 0.5))
    tint = np.array([1 - warmth, 1.0, 1 + warmth], dtype=np.float32)
    change = np.asarray(1 + (factor * tint - 1) * (0.5 + 0.5 * near), dtype=np.float32)

    def paint(light: Light, time_s: float) -> Light:
        return np.asarray(light * change, dtype=np.float32) if time_s >= at_s else light

    return paint


def _head_and_shoulders(share: float, at: float) -> Light:
    """Return the outline of a person that covers about `share` of the picture, with its middle at `at`."""
    mask = np.zeros((VIEW[1], VIEW[0]), dtype=np.float32)
    size = float(np.sqrt(share * VIEW[0] * VIEW[1] / 1.5))
    middle = round(at * VIEW[0])
    head_at = round(VIEW[1] - 1.15 * size)
    cv2.ellipse(mask, (middle, head_at), (round(0.36 * size), round(0.46 * size)), 0, 0, 360, 1.0, -1)
    cv2.ellipse(mask, (middle, VIEW[1]), (round(0.85 * size), round(0.75 * size)), 0, 0, 360, 1.0, -1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.5)[..., np.newaxis], dtype=np.float32)
