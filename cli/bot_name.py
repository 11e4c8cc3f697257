"""The bot's name for links: from the settings, else asked of the Bot API with the token."""

from cli.asking import ask
from cli.settings import Settings


def bot_name(settings: Settings) -> str | None:
    """The username without @; None where it is neither set nor to be had."""
    if settings.bot_username:
        return settings.bot_username.removeprefix("@")
    username = (ask(settings, "getMe").result or {}).get("username")
    return username if isinstance(username, str) else None
