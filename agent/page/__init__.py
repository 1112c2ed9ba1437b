"""The employee's page: a process of its own that reads the status and asks at the door."""
