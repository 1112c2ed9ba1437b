from simulation.faults import Fault, Spell, coming_and_going, faults_at, lasting

CAMERA_EVERY_MINUTE = (Spell(fault=Fault.CAMERA_COVERED, starts_s=10, lasts_s=20, every_s=60),)


def test_a_spell_comes_goes_and_comes_again() -> None:
    seen = [bool(faults_at(CAMERA_EVERY_MINUTE, second)) for second in (0, 9, 10, 29, 30, 69, 70, 89, 90)]
    assert seen == [False, False, True, True, False, False, True, True, False]


def test_a_lasting_fault_stays() -> None:
    script = lasting([Fault.MICROPHONE_DEAD])
    assert faults_at(script, 0) == faults_at(script, 1e6) == {Fault.MICROPHONE_DEAD}


def test_a_script_follows_from_its_seed() -> None:
    assert coming_and_going("1:7") == coming_and_going("1:7")
    assert coming_and_going("1:7") != coming_and_going("1:8")
