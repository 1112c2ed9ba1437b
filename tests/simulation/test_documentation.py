import argparse
from pathlib import Path

from simulation.cli import _parser
from simulation.faults import Fault

PAGE = (Path(__file__).parents[2] / "docs" / "simulation.md").read_text()


def test_every_command_and_option_is_described() -> None:
    (commands,) = [one for one in _parser()._actions if isinstance(one, argparse._SubParsersAction)]
    assert not [name for name in commands.choices if f"`beket-simulate {name}`" not in PAGE]
    options = {word for one in commands.choices.values() for action in one._actions for word in action.option_strings}
    assert not [word for word in options - {"-h", "--help"} if f"`{word}`" not in PAGE]


def test_every_fault_is_described() -> None:
    assert not [fault for fault in Fault if f"| `{fault}` |" not in PAGE]
