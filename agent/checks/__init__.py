"""The checks: each is a reading in a child process, and pure rules that judge its numbers."""
