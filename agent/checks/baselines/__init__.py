"""What a terminal learnt of itself, kept where only its own children read it: encrypted, bounded, never sent."""
