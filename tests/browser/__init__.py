"""The page, driven by a real browser."""
