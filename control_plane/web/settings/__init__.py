"""Editing a layer of the configuration: a form read off the schema, or the text."""
