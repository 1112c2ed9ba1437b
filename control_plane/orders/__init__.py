"""What terminals are ordered to do: held until one is online, followed by its own word, uploads taken once."""
