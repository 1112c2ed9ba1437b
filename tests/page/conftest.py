"""One branch whose page is served."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page.branch import Branch, a_branch


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    with a_branch(tmp_path) as served:
        yield served
