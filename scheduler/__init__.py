"""The clock, the tick that finds what is due, the pump that empties the outbox, housekeeping.

``scheduler/clock.py`` is the only place outside the sandbox where the time of day is read. State
lives in the store, so a restart, a missed tick or an outage loses nothing.
"""
