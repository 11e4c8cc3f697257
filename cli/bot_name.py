"""The bot's name for links: from the settings, else asked of the Bot API with the token."""

import json
import urllib.error
import urllib.request

from cli.settings import Settings

TIMEOUT_SECONDS = 10


def bot_name(settings: Settings) -> str | None:
    """The username without @; None where it is neither set nor to be had."""
    if settings.bot_username:
        return settings.bot_username.removeprefix("@")
    if settings.token is None:
        return None
    url = f"{settings.api.rstrip('/')}/bot{settings.token.get_secret_value()}/getMe"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            username: str = json.load(answer)["result"]["username"]
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        return None
    return username
