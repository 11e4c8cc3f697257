"""Going live: whether a class is ready, what its first month would bring, and the switch itself.

See docs/decisions/going-live.md.
"""
