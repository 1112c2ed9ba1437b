"""The centre: what terminals report to, and what helpdesk and administrators work with."""
