"""Whether a terminal is in contact, and whether the centre itself can see."""
