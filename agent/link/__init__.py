"""The line to the centre: MQTT 5 over TLS, one session at a time."""
