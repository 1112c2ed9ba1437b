"""Read by the probe's interpreter alone, where a test puts this folder on its path: adds a reading to the agent's."""

from pathlib import Path

import agent.checks.reading

agent.checks.reading.__path__.append(str(Path(__file__).parent))
