"""The root helper: a process of its own that does the few things the agent may not, each by a fixed verb."""
