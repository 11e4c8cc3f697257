"""The webhook of the settings: what Telegram would refuse is refused here, with the way out."""

import re
from urllib.parse import SplitResult, urlsplit

from bot.address import HEALTH, READY, Address
from cli.settings import Settings

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PATH = re.compile(r"/[A-Za-z0-9/_.~-]*")
PORTS = (443, 80, 88, 8443)
"""Where Telegram's own servers deliver to."""


class HookError(Exception):
    """The settings make no webhook; `code` is a message key, `params` fill it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


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
    host, port = listening(settings.webhook_listen)
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


def listening(place: str) -> tuple[str, int]:
    """Host and port of a place to listen at. Raises HookError."""
    try:
        parts = urlsplit(f"//{place}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise HookError("hook.bad_listen", place=place)
    return host, port
