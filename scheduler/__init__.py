"""The clock, the heart that beats (a beat ticks: `services.duties.ticking`), the pump that empties
the outbox through the gate at its pace, and which of several processes beats.

``scheduler/clock.py`` is the only place outside the sandbox where the time of day is read. State
lives in the store, so a restart, a missed tick or an outage loses nothing.
"""
