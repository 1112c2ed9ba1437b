"""`beket-provision` as an engineer types it: the code is never an argument, errors are sentences."""

import subprocess
import sys
from pathlib import Path

import pytest


def provision(folder: Path, *arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "provisioning.cli", "enrol", "--state", str(folder / "state"), *arguments]
    return subprocess.run(command, input=code, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--centre", "http://centre.example", "--code-file", "-"), "ABCD\n", "only https"),
        (("--centre", "http://127.0.0.1:9", "--code-file", "-"), "\n", "the connection code is empty"),
        (("--centre", "http://127.0.0.1:9", "--code-file", "-"), "ABCD\n", "was not reached"),
        (("--centre", "http://127.0.0.1:9", "--code-file", "/nowhere"), "", "/nowhere"),
        (("--centre", "http://127.0.0.1:9", "--code-file", sys.executable), "", "is no text"),
        (("--centre", "http://127.0.0.1:9", "--model", "toaster", "--code-file", "-"), "", "no profile 'toaster'"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], code: str, sentence: str) -> None:
    done = provision(tmp_path, *arguments, code=code)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "ABCD" not in done.stderr


def test_there_is_no_option_that_takes_the_code_itself(tmp_path: Path) -> None:
    done = provision(tmp_path, "--centre", "http://127.0.0.1:9", "--code", "ABCD")
    assert done.returncode == 2
