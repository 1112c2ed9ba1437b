"""The real parts that tests run against: broker, databases, sound server, browser."""
