"""What a terminal measures its line against: bytes to fetch, and a place to send some."""
