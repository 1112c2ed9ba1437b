"""A fleet of virtual terminals over the real broker: demo, load, end-to-end proof."""
