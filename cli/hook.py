"""The webhook of the settings, and the other places and parts that have to fit together: what
cannot work, or Telegram would refuse, is refused here, with the way out.
"""

import re
from urllib.parse import SplitResult, urlsplit

from bot.address import HEALTH, READY, Address
from cli.settings import Settings

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PATH = re.compile(r"/[A-Za-z0-9/_.~-]*")
PORTS = (443, 80, 88, 8443)
"""Where Telegram's own servers deliver to."""


class HookError(Exception):
    """The settings do not fit together; `code` is a message key, `params` fill it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def fitted(settings: Settings) -> tuple[Address | None, tuple[str, int] | None]:
    """Where updates are delivered, None for polling; and host and port for whoever watches. One of
    several processes needs a webhook, and a database that several can share: beside a bot that
    polls, one that only beats could come to lead, and nobody would poll. Raises HookError.
    """
    address, place, part = address_of(settings), settings.status_listen, settings.part
    if part != "all" and not settings.database.startswith("postgresql"):
        raise HookError("run.part_needs_postgresql", part=part)
    if part != "all" and address is None:
        raise HookError("run.part_needs_webhook", part=part)
    return address, None if place is None else listening(place, "HONGYAN_STATUS_LISTEN")


def address_of(settings: Settings) -> Address | None:
    """Where updates are to be delivered; None for polling. Raises HookError."""
    if not settings.webhook_url:
        return None
    parts = _split(settings.webhook_url)
    if parts is None or not PATH.fullmatch(parts.path or "/") or parts.path in (HEALTH, READY):
        raise HookError("hook.bad_url", health=f"{HEALTH}, {READY}")
    if settings.telegrams_own and parts.scheme != "https":
        raise HookError("hook.no_https")
    if settings.telegrams_own and (parts.port or 443) not in PORTS:
        raise HookError("hook.bad_port", ports=", ".join(map(str, PORTS)))
    host, port = listening(settings.webhook_listen, "HONGYAN_WEBHOOK_LISTEN")
    return Address(settings.webhook_url, parts.path or "/", _secret(settings), host, port)


def _secret(settings: Settings) -> str:
    secret = settings.webhook_secret
    if secret is None or not secret.get_secret_value():
        raise HookError("hook.no_secret")
    if not SECRET.fullmatch(secret.get_secret_value()):
        raise HookError("hook.bad_secret")
    return secret.get_secret_value()


def _split(url: str) -> SplitResult | None:
    """The parts of a web address without query and fragment; None for anything else."""
    try:
        parts = urlsplit(url)
        sound = parts.hostname and parts.port != 0
    except ValueError:
        return None
    whole = parts.scheme in ("http", "https") and not parts.query and not parts.fragment
    return parts if whole and sound and "@" not in parts.netloc else None


def listening(place: str, setting: str) -> tuple[str, int]:
    """Host and port of a place to listen at, as the setting says. Raises HookError."""
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise HookError("hook.bad_listen", place=place, setting=setting)
    return host, port
