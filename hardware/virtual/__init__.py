"""Virtual devices: real media and real sound servers behind fault knobs, for the demo and the tests."""
