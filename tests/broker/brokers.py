"""The centre's own Mosquitto for tests: generated settings, real certificates, free ports."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

