"""Notices on their way out: grouped, held back, paused, handed to a channel, looked after."""
