"""Accounts, roles with scope, sessions, and the chained record of actions."""
