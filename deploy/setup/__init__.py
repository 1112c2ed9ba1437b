"""Makes a checkout ready to run, on a machine that has only Python, make and a package manager."""
