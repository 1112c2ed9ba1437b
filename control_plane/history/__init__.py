"""What terminals reported: reports, current state, every change of it."""
