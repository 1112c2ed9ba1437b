"""What a terminal is made of: profiles, discovery, hotplug, who uses a device, virtual devices with fault knobs."""
