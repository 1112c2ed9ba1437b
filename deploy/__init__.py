"""What puts Beket on a machine."""
