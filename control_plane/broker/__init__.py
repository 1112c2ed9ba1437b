"""The broker's settings, and everything that goes down to terminals."""
