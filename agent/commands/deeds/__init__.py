"""What each errand does, in its own child process."""
