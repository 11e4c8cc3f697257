"""Pairing (SYSTEMS.md rows 60 to 64): which teachers of the school, and which helpers from outside,
are paired with which child; who has too many of them or too few; and what a mentor sees.
"""
