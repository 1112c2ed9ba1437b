"""What runs on a terminal: it watches the devices and the line, judges, and tells the centre."""

VERSION = "0.1.0"
