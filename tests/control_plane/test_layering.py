import pytest

from contract.configuration.validation import Document
from control_plane.configuration.layering import LayerName, apply_to_layer, layers_of, merge, origins, unknown_keys
from control_plane.configuration.states import ALLOWED, DesiredState, LayerKind, next_state
from control_plane.errors import ForbiddenMoveError
from control_plane.fleet.repository import Place

FLEET: LayerName = (LayerKind.FLEET, "")
BRANCH: LayerName = (LayerKind.BRANCH, "071100")
SEAT: LayerName = (LayerKind.SEAT, "071100-1")


def test_the_layers_of_a_place_go_from_the_fleet_to_the_seat() -> None:
    place = Place(
        terminal="t", model="m", seat="s", branch="b", district="d", office="o", region="r", link_class="mobile"
    )
    assert [kind for kind, _ in layers_of(place)] == ["fleet", "line", "office", "district", "branch", "model", "seat"]
    assert [key for _, key in layers_of(place)] == ["", "mobile", "o", "d", "b", "m", "s"]


def test_a_later_layer_overrides_and_null_takes_away() -> None:
    fleet: Document = {"looks": {"quick_s": 60, "full_s": 600}, "network": {"services": {"portal": {"port": 1}}}}
    seat: Document = {"looks": {"quick_s": 30}, "network": {"services": {"portal": None}}}
    assert merge([fleet, seat]) == {"looks": {"quick_s": 30, "full_s": 600}, "network": {"services": {}}}


def test_each_key_names_the_layer_that_it_comes_from() -> None:
    layers: list[tuple[LayerName, Document]] = [
        (FLEET, {"looks": {"quick_s": 60, "full_s": 600}}),
        (BRANCH, {"looks": {"quick_s": 30}, "camera": {"watch_s": 4}}),
        (SEAT, {"camera": {"watch_s": None, "enabled": True}, "looks": {"quick_s": 30}}),
    ]
    assert origins(layers) == {"looks.quick_s": SEAT, "looks.full_s": FLEET, "camera.enabled": SEAT}


def test_null_in_an_edit_returns_a_key_to_what_is_inherited() -> None:
    document: Document = {"looks": {"quick_s": 60}, "camera": {"enabled": False}}
    assert apply_to_layer(document, {"looks": {"quick_s": None}}) == {"camera": {"enabled": False}}


def test_a_key_that_no_configuration_has_is_found_even_when_null() -> None:
    problems = unknown_keys({"camra": None, "looks": {"quick_s": 1, "quik_s": 2}})
    assert [problem.path for problem in problems] == ["camra", "looks.quik_s"]


@pytest.mark.parametrize("current", DesiredState)
@pytest.mark.parametrize("target", DesiredState)
def test_only_the_table_moves_a_desired_configuration(current: DesiredState, target: DesiredState) -> None:
    if target in ALLOWED[current]:
        assert next_state(current, target) is target
    else:
        with pytest.raises(ForbiddenMoveError):
            next_state(current, target)
