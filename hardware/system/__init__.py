"""The machine itself, from procfs and sysfs: disk, memory, load, temperature, power, the way it went down."""
