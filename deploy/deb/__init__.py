"""The Debian package of a terminal: the agent with an environment of its own, installed without a network."""
