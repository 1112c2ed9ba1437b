"""Sound: which cards are there, their mixer, and what they hear."""
