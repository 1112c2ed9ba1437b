"""One enrolled terminal and its centre, as the agent's own tests have them."""

from tests.agent.conftest import centre, terminal

__all__ = ["centre", "terminal"]
