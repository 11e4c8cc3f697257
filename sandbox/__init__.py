"""A Telegram of our own: a local Bot API server, its clock, and the page with everybody's phones.

It knows the bot only over HTTP and imports none of the other folders. What it sends and receives is
built and checked with python-telegram-bot's types, a second opinion on the wire format.
"""
