"""Care of the lists: who is in a child's circle, with which status and number, and who is not.

Every change is journaled with the old value sealed, takes effect at once, and is told to those
whom it concerns.
"""
