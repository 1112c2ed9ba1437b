"""What is wrong with an identity is said with the file and the field."""

import json
from pathlib import Path

import pytest

from agent.identity import AUTHORITY, CERTIFICATE, KEY, STATEMENT, IdentityError, load_identity

GOOD = {"terminal": "0" * 16, "root_public_key": "A" * 43, "brokers": [{"host": "centre", "port": 8883}]}


def an_identity(folder: Path, **changes: object) -> Path:
    for name in (KEY, CERTIFICATE, AUTHORITY):
        (folder / name).write_text("pem")
    (folder / STATEMENT).write_text(json.dumps(GOOD | changes))
    return folder


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"terminal": "../../etc"}, "`terminal` is no terminal id"),
        ({"brokers": []}, "`brokers` names no address"),
        ({"brokers": [{"host": "centre"}]}, "port"),
        ({"root_public_key": "AAAA"}, "`root_public_key` has 3 bytes in place of 32"),
        ({"root_public_key": "*"}, "`root_public_key` is not base64"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(IdentityError, match=r"identity\.json") as told:
        load_identity(an_identity(tmp_path, **changes))
    assert sentence in str(told.value)


@pytest.mark.parametrize("name", [KEY, CERTIFICATE, AUTHORITY, STATEMENT])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (an_identity(tmp_path) / name).unlink()
    with pytest.raises(IdentityError, match=name):
        load_identity(tmp_path)
