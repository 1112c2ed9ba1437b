"""Readings: what touches hardware, each run in a child process by `agent.checks.probe`."""
