"""The field engineer's tool: how a device becomes a terminal of ours."""
