"""The field engineer's tool: what gives a terminal its identity and its place."""
