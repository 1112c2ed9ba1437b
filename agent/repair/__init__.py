"""Repair: what the terminal mends by itself, through the root helper, within a budget of tries."""
