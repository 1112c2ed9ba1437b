"""What branches say of their calls: those that terminals saw, taps, problems that only a person closes."""
