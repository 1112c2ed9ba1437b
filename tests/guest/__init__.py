"""A terminal with a real kernel, systemd, `/dev/video0` and ALSA: Debian in QEMU, by plain emulation."""
