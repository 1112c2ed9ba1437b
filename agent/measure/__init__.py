"""Measurements: arrays in, numbers with units out; no device is touched here."""
