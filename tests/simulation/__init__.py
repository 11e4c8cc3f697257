"""A programme tried in virtual time."""
