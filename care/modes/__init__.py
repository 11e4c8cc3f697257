"""From each mode of a cadence to its dates, one module for each.

All but the rolling one answer the same question: which periods are there from a day on, and which
slots lie in each (`care.slots.Period`). What they give depends on their arguments only, never on
where the stream begins.
"""
