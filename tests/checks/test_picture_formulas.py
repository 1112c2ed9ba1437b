"""The camera's formulas, on pictures whose answer is known."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from agent.measure import banding, colour, exposure, frames, grain, sharpness
from agent.measure.displacement import displacement
from agent.measure.edges import edge_map, edges_new
from agent.measure.reference import BareViewError, packed, reference_of, unpacked
from agent.measure.texture import texture
from hardware.virtual import defects
from hardware.virtual.camera import hand_over
from tests.support.devices import video

FLAT = np.full((240, 320), 128, dtype=np.uint8)


def a_room() -> NDArray[np.uint8]:
    source = cv2.VideoCapture(str(Path(video())))
    frame = np.asarray(source.read()[1], dtype=np.uint8)
    source.release()
    return frame


def with_noise(picture: NDArray[np.uint8], sigma: float) -> NDArray[np.uint8]:
    noise = np.random.default_rng(1).normal(0, sigma, picture.shape)
    return np.asarray(np.clip(picture + noise, 0, 255), dtype=np.uint8)


def darker(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.convertScaleAbs(picture, alpha=0.4), dtype=np.uint8)


@pytest.mark.parametrize("sigma", [1.0, 3.0, 10.0])
def test_the_noise_floor_is_the_deviation_of_the_noise(sigma: float) -> None:
    assert grain.noise_floor(with_noise(FLAT, sigma)) == pytest.approx(sigma, rel=0.08)


def test_texture_is_hardly_noise() -> None:
    room = frames.gray(a_room())
    assert (grain.noise_floor(room) or 0) < 1
    assert grain.noise_floor(with_noise(room, 10)) == pytest.approx(10, rel=0.15)


def test_sharpness_falls_with_defocus_and_not_with_noise() -> None:
    room = a_room()
    sharp, soft = frames.gray(room), frames.gray(defects.blurred(room, strength=0.6))
    noisy = with_noise(soft, 6)
    sharp_energy = sharpness.laplacian_energy(sharp, noise=grain.noise_floor(sharp))
    assert sharpness.laplacian_energy(noisy, noise=grain.noise_floor(noisy)) < sharp_energy / 8
    assert (sharpness.reblur(soft) or 0) > (sharpness.reblur(sharp) or 1) + 0.2


def test_a_picture_without_variation_is_neither_sharp_nor_blurred() -> None:
    assert sharpness.reblur(FLAT) is None
    assert sharpness.laplacian_energy(FLAT, noise=None) == 0


def test_grey_has_no_colour_and_yellow_is_far_from_blue() -> None:
    grey = np.full((24, 32, 3), 128, dtype=np.uint8)
    assert colour.mean_colour(grey) == pytest.approx((0, 0), abs=0.5)
    _, yellow = colour.mean_colour(np.asarray(grey * (0.5, 1, 1), dtype=np.uint8)) or (0, 0)
    assert yellow > 30
    assert colour.mean_colour(FLAT) is None


def test_clipped_pixels_are_counted_at_either_end() -> None:
    picture = np.array([[0, 5, 6, 249, 250, 255]], dtype=np.uint8)
    assert exposure.dark_share(picture) == exposure.bright_share(picture) == pytest.approx(1 / 3)


@pytest.mark.parametrize("fps", [7.0, 15.0, 25.0, 29.97, 30.0])
def test_travelling_bands_are_measured_in_per_cent_of_the_brightness(fps: float) -> None:
    heights = np.arange(banding.ROWS) / banding.ROWS * 0.03
    times = np.arange(round(5 * fps)) / fps
    light = 1 + 0.1 * np.sin(2 * np.pi * 100.3 * (times[:, None] + heights[None, :]))
    assert banding.banding_percent(100 * light) == pytest.approx(10, rel=0.15)


@pytest.mark.parametrize(
    "rows",
    [
        np.random.default_rng(1).normal(100, 3, (60, banding.ROWS)),
        100 + 30 * (np.arange(60)[:, None] > 30) * np.ones(banding.ROWS),
        np.repeat(np.linspace(20, 200, banding.ROWS)[None, :], 60, axis=0),
    ],
    ids=["noise", "a lamp that is switched", "a still scene"],
)
def test_what_does_not_travel_has_no_bands(rows: NDArray[np.float64]) -> None:
    assert banding.banding_percent(rows) == 0


@pytest.mark.parametrize("rows", [np.full((60, 120), np.nan), np.zeros((60, 120)), np.ones((3, 120)), np.ones(9)])
def test_too_little_to_see_bands_in_is_said(rows: NDArray[np.float64]) -> None:
    assert banding.banding_percent(rows) is None


@pytest.mark.parametrize(("strength", "by"), [(0.0, 0.0), (0.5, 0.1), (1.0, 0.2)])
def test_a_view_that_moved_is_found_where_it_went(strength: float, by: float) -> None:
    room = a_room()
    reference = reference_of([frames.small_gray(room)])
    now = frames.small_gray(defects.moved(room, strength=strength))
    assert reference.thumbnail is not None
    found = displacement(reference.thumbnail, reference.edges, now=now, now_edges=edge_map(now))
    assert found.found_again > 0.8
    assert found.moved_by == pytest.approx(by, abs=0.03)


def test_another_room_is_found_nowhere_and_fills_the_view_anew() -> None:
    room = a_room()
    reference = reference_of([frames.small_gray(room)])
    other = frames.small_gray(np.ascontiguousarray(room[::-1].transpose(1, 0, 2)))
    assert reference.thumbnail is not None
    found = displacement(reference.thumbnail[:, ::-1].copy(), reference.edges, now=other, now_edges=edge_map(other))
    assert found.found_again < 0.4
    assert edges_new(reference.edges, edge_map(other)) > 0.4
    assert edges_new(reference.edges, reference.edges) == 0
    assert (texture(reference.thumbnail, other).kept or 0) < 0.1


def test_a_room_keeps_its_pattern_however_bright_noisy_or_unsharp_it_is() -> None:
    room = a_room()
    before, bright = frames.small_gray(room), frames.small_gray(darker(room))
    for now in (before, bright, with_noise(before, 10), frames.small_gray(defects.blurred(room, strength=0.6))):
        assert (texture(before, now).kept or 0) > 0.8
    assert (texture(before, frames.small_gray(hand_over(room))).kept or 0) < 0.1


def test_only_a_lens_out_of_focus_takes_the_finest_detail() -> None:
    room = a_room()
    before, dim = frames.small_gray(room), frames.small_gray(darker(room))
    details = [texture(before, now).detail or 0 for now in (before, dim, with_noise(before, 6))]
    assert details == pytest.approx([1, 1, 1], abs=0.12)
    assert (texture(before, frames.small_gray(defects.blurred(room, strength=0.6))).detail or 1) < 0.5


def test_a_plain_wall_has_no_pattern_to_be_asked_for() -> None:
    assert texture(FLAT, FLAT).kept is None


def test_a_tint_is_told_by_most_of_the_picture_and_not_by_one_thing_in_it() -> None:
    room = frames.small(a_room())
    coat = room.copy()
    coat[60:, 100:240] = (20, 20, 220)
    yellow = frames.small(defects.tinted(a_room(), strength=1.0))
    assert (colour.tint_percent(room, coat) or 0) < 5
    assert (colour.tint_percent(room, yellow) or 0) > 30
    assert (colour.tint_percent(room, darker(room)) or 0) < 5
    assert colour.tint_percent(FLAT, room) is None


def test_white_that_was_there_before_is_not_burnt_anew() -> None:
    before = np.full((4, 4), 100, dtype=np.uint8)
    before[0] = 252
    now = before.copy()
    now[:2] = 255
    assert exposure.burnt_anew(before, now) == 0.25


def test_a_reference_survives_its_store() -> None:
    reference = reference_of([frames.small(a_room())])
    again = unpacked(packed(reference))
    assert again is not None
    assert again.picture is not None
    assert reference.picture is not None
    assert (again.edges == reference.edges).all()
    assert (again.picture == reference.picture).all()


def test_a_reference_of_a_version_without_colours_is_still_one() -> None:
    gray = reference_of([frames.small_gray(a_room())])
    again = unpacked(packed(gray))
    assert again is not None
    assert again.picture is not None
    assert again.picture.ndim == 2


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 9600 + b"no picture", b"\0" * 9599])
def test_bytes_that_are_no_reference_are_none(content: bytes) -> None:
    assert unpacked(content) is None


@pytest.mark.parametrize("views", [[], [FLAT]])
def test_a_view_without_edges_is_no_reference(views: list[NDArray[np.uint8]]) -> None:
    with pytest.raises(BareViewError):
        reference_of(views)
