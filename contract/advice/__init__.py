"""What to tell a person about each reason, in Kazakh, Russian and English."""
