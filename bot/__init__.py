"""The Telegram edge: sender, texts, keyboards, typed callback data, filters, update intake.

Everything that only makes sense because the channel is Telegram lives here. It holds no rule and
no SQL; another channel would be a folder beside this one.
"""
