"""What the terminal says to a person on the spot, in Kazakh, Russian and English: one file a language."""
