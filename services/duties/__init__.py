"""Duties on their way: planned, ticked, answered, taken back, shown."""
