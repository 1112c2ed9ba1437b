"""Figures: one file a measure, run by `make bench`."""
