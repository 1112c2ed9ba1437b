"""From the broker to the database, acknowledged only after the commit."""
