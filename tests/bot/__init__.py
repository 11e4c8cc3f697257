"""The Telegram edge, piece by piece."""
