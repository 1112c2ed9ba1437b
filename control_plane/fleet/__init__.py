"""The registry: offices, districts, branches, seats, terminals and the hours that branches keep."""
