"""Signing in and out, and each person's language and colours."""
