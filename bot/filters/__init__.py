"""Filters of our own: which message a handler is for."""
