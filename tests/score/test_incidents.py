from tests.score.incidents import false_incidents_per_100_months


def test_a_scene_that_is_never_mistaken_raises_no_incident() -> None:
    assert false_incidents_per_100_months([0.0], months=50) == 0


def test_one_false_alarm_in_a_thousand_looks_is_confirmed_away() -> None:
    assert false_incidents_per_100_months([0.001], months=400) < 1


def test_a_scene_that_is_always_mistaken_is_an_incident_at_once() -> None:
    assert false_incidents_per_100_months([1.0], months=20) == 100


def test_what_lasts_through_the_confirming_looks_is_an_incident_each_time() -> None:
    assert false_incidents_per_100_months([0.01], months=50, lasting=1.0) > 100
