"""The terminal's configuration: its schema, its validation, and the document that travels."""
