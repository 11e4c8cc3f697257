"""The sandbox behaves as Telegram does, where it matters to a bot."""
