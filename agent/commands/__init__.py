"""What the centre orders this terminal to do now: refused, asked about, or done step by step, each with a deadline."""
