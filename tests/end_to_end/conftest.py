"""One house for all end-to-end tests: it takes ten seconds to furnish."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.house import House


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run the whole house."""
    with House(tmp_path_factory.mktemp("house")) as one:
        yield one
