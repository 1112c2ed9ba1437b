"""Layers of configuration, their revisions, and what each terminal should run."""
