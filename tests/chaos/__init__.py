"""The whole bot in random hands."""
