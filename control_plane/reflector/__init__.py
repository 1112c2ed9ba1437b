"""The reflector of STAMP test packets (RFC 8762), a process of its own."""
