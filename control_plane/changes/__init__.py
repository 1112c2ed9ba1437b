"""What changed, for the processes that show it: written with its cause, polled by each web process."""
