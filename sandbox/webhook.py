"""What the bot asked for with setWebhook, and how delivery is going."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from sandbox.errors import bad_request
from sandbox.signals import Signal

CONNECTIONS = 40
"""Deliveries under way at once, unless the bot asks for another number."""
MOST_CONNECTIONS = 100
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def checked_address(url: str) -> None:
    """400 unless it is a web address. Plain http is taken, as a local Bot API server does."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def checked_secret(secret: str | None) -> None:
    """400 unless the secret token is of Telegram's alphabet and length."""
    if secret is not None and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")


class Webhook:
    """The bot's webhook; an empty `url` means there is none and the bot polls."""

    def __init__(self, changed: Signal) -> None:
        self.url = ""
        self.setting = 0
        """Counts the calls of setWebhook and deleteWebhook."""
        self.secret_token: str | None = None
        self.max_connections = CONNECTIONS
        self.last_error_at: datetime | None = None
        self.last_error: str | None = None
        self.answering = False
        self.changed = changed

    def set(self, url: str, secret_token: str | None, max_connections: int) -> None:
        """Begin with another address; what went wrong with the last one is forgotten."""
        self.url = url
        self.setting += 1
        self.secret_token = secret_token
        self.max_connections = max_connections
        self.last_error_at = self.last_error = None
        self.answering = False
        self.changed.fire()

    def succeeded(self) -> None:
        """The bot took an update."""
        self.answering = True

    def failed(self, reason: str, at: datetime) -> None:
        """The bot did not take an update; `at` is virtual time, UTC."""
        self.answering = False
        self.last_error, self.last_error_at = reason, at
