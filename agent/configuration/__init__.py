"""The configuration on the terminal: verified, staged, applied, proven, committed, or the last good one back."""
