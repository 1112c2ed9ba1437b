"""Cameras: which are there, and their pictures."""
