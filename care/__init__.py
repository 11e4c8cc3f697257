"""The rules of care: people and circles, plans, calendar, duties, escalation, quiet hours.

Pure functions of their arguments, the present moment included: no input or output, no async, no
clock. Everything else in the product asks this floor what should happen and then does it.
"""
