"""Booked receptions, and the schedule that each terminal is sent."""
