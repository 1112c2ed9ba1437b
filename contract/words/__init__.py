"""The words for codes that terminal and centre share, in Kazakh, Russian and English."""
