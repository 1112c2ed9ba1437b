"""A real PipeWire in a session of its own: its null sinks and their monitors are the tests' sound cards."""

from collections.abc import Iterator

import pytest

from hardware.sound.server import SoundServerError
from hardware.virtual.sound_server import SoundServer


@pytest.fixture(scope="session")
def pipewire() -> Iterator[SoundServer]:
    """Run one sound server for the session; a test loads the sinks that it needs and unloads them."""
    try:
        server = SoundServer()
    except SoundServerError as error:
        pytest.skip(str(error))
    server.start()
    yield server
    server.stop()
