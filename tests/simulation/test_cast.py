from simulation.cast import cast


def test_a_cast_follows_from_its_seed_and_most_of_it_is_well() -> None:
    scripts = cast(50, "first light")
    assert scripts == cast(50, "first light")
    assert sum(not script for script in scripts) == 35


def test_another_seed_gives_another_cast() -> None:
    assert cast(50, "a") != cast(50, "b")
